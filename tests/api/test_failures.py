"""The code table as people meet it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui import errors
from objremove_gui.api.codes import TABLE, Code
from objremove_gui.api.failures import FAILURES, Refused, failure_of, harmless
from objremove_gui.errors import ApiError

# Code, HTTP status, class, whether trying again makes sense: the protocol's table, row by row.
ROWS = [
    (23500000, 500, errors.ServiceFault, True),
    (23500001, 401, errors.Unauthorized, False),
    (23500002, 404, errors.ServiceUnknown, False),
    (23500003, 403, errors.CreditExhausted, True),
    (23500004, 403, errors.Throttled, True),
    (23500005, 403, errors.ContentRefused, False),
    (23500006, 400, errors.PictureUnreachable, True),
    (23500007, 400, errors.PictureRefused, False),
    (23500008, 400, errors.ResultUnknown, False),
    (23500009, 400, errors.RequestRefused, False),
    (23500011, 500, errors.TaskFailed, True),
    (23500012, 400, errors.RequestRefused, True),
    (23500013, 400, errors.RequestRefused, False),
    (23500014, 400, errors.ServiceUnknown, False),
]


def test_the_rows_are_all_there() -> None:
    assert {code for code, *_ in ROWS} | {0} == {int(code) for code in TABLE}
    assert set(FAILURES) | {Code.SUCCESS} == set(TABLE)
    assert 23500010 not in set(Code)


@pytest.mark.parametrize(("code", "status", "kind", "retryable"), ROWS)
def test_each_row_is_an_error_of_its_own_with_a_sentence_and_a_next_step(
    code: int, status: int, kind: type[ApiError], retryable: bool
) -> None:
    error = failure_of(Refused(status, str(code), TABLE[Code(code)].message, "trace-9"))
    assert type(error) is kind
    assert error.code == str(code)
    assert error.status == status == TABLE[Code(code)].status
    assert error.request_id == "trace-9"
    assert error.retryable is retryable
    assert error.message.endswith(".")
    assert TABLE[Code(code)].message not in error.message
    assert error.hint


def test_the_sentences_differ_from_row_to_row() -> None:
    assert len({failure.sentence for failure in FAILURES.values()}) == len(FAILURES)


def test_the_services_own_words_stand_behind_the_sentence_where_they_say_more() -> None:
    error = failure_of(Refused(400, "23500007", "image is 12 x 12"))
    assert error.message.endswith("The service says: image is 12 x 12")


def test_a_code_that_is_not_in_the_table_is_shown() -> None:
    error = failure_of(Refused(400, "23509999", "something new", "trace-9"))
    assert type(error) is ApiError
    assert "23509999" in error.message
    assert "something new" in error.message
    assert not error.retryable


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (400, "Invalid AppCode `not exists`", errors.Unauthorized),
        (403, "Unauthorized", errors.Unauthorized),
        (403, "Quota Exhausted", errors.CreditExhausted),
        (403, "Api Market Subscription quota exhausted", errors.CreditExhausted),
        (403, "Throttled by USER Flow Control", errors.Throttled),
        (400, "Invalid Url", errors.ServiceUnknown),
        (429, "", errors.Throttled),
        (401, "", errors.Unauthorized),
        (404, "", errors.ServiceUnknown),
        (413, "", errors.PictureRefused),
        (502, "Bad Gateway", errors.ServiceFault),
        (403, "Forbidden", ApiError),
    ],
)
def test_the_gateways_words_and_the_status_stand_in_for_a_code(
    status: int, words: str, kind: type[ApiError]
) -> None:
    error = failure_of(Refused(status, "", words, gateway=True))
    assert type(error) is kind
    assert words in error.message


def test_words_of_a_page_are_not_taken_for_the_gateways() -> None:
    assert type(failure_of(Refused(403, "", "please enter your AppCode"))) is ApiError


def test_markup_secrets_and_signatures_do_not_get_into_a_message() -> None:
    page = (
        "<html><head><title>x</title><style>b{}</style></head><body>\x1b[31mBad\x00\n"
        "<script>evil()</script> gateway for https://s.test/a.png?Signature=abc#d with s3cr3t</body>"
    )
    assert harmless(page, ("s3cr3t",)) == "[31mBad gateway for https://s.test/a.png with ***"


@given(st.text(max_size=3000))
def test_any_text_becomes_short_and_printable(text: str) -> None:
    shown = harmless(f"{text}s3cr3t{text}", ("s3cr3t",))
    assert len(shown) <= 200
    assert all(character.isprintable() for character in shown)
    assert "s3cr3t" not in shown


def test_a_hostile_page_is_dealt_with_quickly() -> None:
    assert len(harmless("<script" * 150_000)) <= 200
