"""Refusals: what cannot be done now, with a text for the person who asked."""


class Refused(Exception):
    """An act that the rules refuse; ``str(refusal)`` says what is wrong and how to mend it.

    ``field`` names the field of the form that was typed wrong, where it is one.
    """

    def __init__(self, *said: object, field: str | None = None) -> None:
        super().__init__(*said)
        self.field = field


def is_done(form, act) -> bool:
    """Run ``act`` with what a form holds (``cleaned_data``) and tell whether it was done.

    Not done where the form is not valid or the rules refuse; a refusal becomes an error of the form, so that the page
    can be shown again with what was typed.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True
