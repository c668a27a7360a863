from portal.privacy.models.data_request import DataAnswer, DataRequest
from portal.privacy.models.incident import Incident

__all__ = ["DataAnswer", "DataRequest", "Incident"]
