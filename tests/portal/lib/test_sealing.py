"""Sealing secrets: read back by the same key, by an older one, by nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.sealing import SealBroken, seal, unseal


@given(st.text(max_size=200).filter(lambda text: text.isprintable()))
def test_what_is_sealed_is_read_back_and_does_not_show(text):
    sealed = seal(text)

    assert unseal(sealed) == text
    assert len(text) < 4 or text not in sealed


def test_sealing_twice_gives_two_texts():
    assert seal("bí mật") != seal("bí mật")


def test_an_older_key_still_opens_and_a_newer_one_seals(settings):
    settings.SEAL_KEYS = ["the first"]
    of_the_first = seal("bí mật")
    settings.SEAL_KEYS = ["the second", "the first"]
    of_the_second = seal("bí mật")

    assert unseal(of_the_first) == "bí mật"
    settings.SEAL_KEYS = ["the second"]
    assert unseal(of_the_second) == "bí mật"
    with pytest.raises(SealBroken):
        unseal(of_the_first)


@pytest.mark.parametrize("spoilt", ["", "abc", lambda sealed: sealed[:-3] + "AAA", lambda sealed: sealed[10:]])
def test_what_was_tampered_with_is_refused(spoilt):
    sealed = seal("bí mật")

    with pytest.raises(SealBroken):
        unseal(spoilt(sealed) if callable(spoilt) else spoilt)
