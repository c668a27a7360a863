// The one entry of the portal's scripts. Every page works without them; each module enhances elements that ask for it.
import "./account.js";
import "./busy.js";
import "./confirm.js";
import "./keep.js";
import "./mend.js";
import "./password.js";
import "./saved.js";
