"""An event's text: what is read of it, and when writing over it would lose something."""

import pytest

from adapters.graph.events.bodies import text_and_richness
from sync_core import limits


def read(html: str) -> tuple[str, bool]:
    return text_and_richness({"contentType": "html", "content": html})


def test_a_body_told_as_text_is_taken_as_it_is() -> None:
    assert text_and_richness({"contentType": "text", "content": " a\r\n\r\nb "}) == (
        " a\r\n\r\nb ",
        False,
    )
    assert text_and_richness(None) == ("", False)
    assert text_and_richness({"contentType": "html", "content": None}) == ("", False)


def test_text_that_the_server_wrapped_in_html_comes_back_line_by_line_and_is_not_rich() -> None:
    wrapped = (
        '<html><head>\r\n<meta name="Generator" content="Microsoft Exchange Server">\r\n'
        "<!-- converted from text --><style>.EmailQuote { margin-left: 1pt }</style></head>\r\n"
        '<body>\r\n<font size="2"><span style="font-size:11pt;"><div class="PlainText">One &amp; two<br>\r\n'
        "<br>\r\nthree&nbsp; four<br>\r\n</div></span></font></body></html>"
    )

    assert read(wrapped) == ("One & two\n\nthree  four", False)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<div>a<br></div><div>b</div>", "a\nb"),
        ('<p class="MsoNormal">a</p>\n<p class="MsoNormal">&nbsp;</p>\n<p>b</p>', "a\n\nb"),
        ("<pre>a\n  b\n\nc</pre>", "a\nb\n\nc"),
        ("a\n b", "a b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<head><title>t</title><body>a", "a"),
        ("<style>x</style><script>y</script>a", "a"),
        ("<p>unclosed <b>a", "unclosed a"),
    ],
)
def test_blocks_begin_lines_and_blank_lines_stay(html: str, text: str) -> None:
    assert read(html)[0] == text


@pytest.mark.parametrize(
    "html",
    [
        "<b>a</b>",
        '<img src="cid:1">',
        "<ul><li>a</li></ul>",
        "<table><tr><td>a</td></tr></table>",
        '<span style="font-weight:bold">a</span>',
        '<span style="COLOR: #ff0000">a</span>',
        '<div style="background-color:yellow">a</div>',
        '<font color="red">a</font>',
        '<a href="https://join.test/1">Join the meeting now</a>',
        "<h1>a</h1>",
    ],
)
def test_formatting_images_and_links_make_a_text_rich(html: str) -> None:
    assert read(f"<html><body>{html}</body></html>")[1]


@pytest.mark.parametrize(
    "html",
    [
        '<div class="PlainText">a</div>',
        '<p class="MsoNormal"><span style="font-family:Calibri; color:black">a<o:p></o:p></span></p>',
        '<div style="font-size:12pt; color:rgb(0, 0, 0)">a</div>',
        '<a href="https://join.test/1">https://join.test/1</a>',
        '<a href="http://www.x.test/">www.x.test</a>',
        '<a href="mailto:ana@client.test">ana@client.test</a>',
    ],
)
def test_wrapping_alone_is_not_formatting(html: str) -> None:
    assert not read(f"<html><body>{html}</body></html>")[1]


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<a href='",
        "<!--",
        "<",
        "</",
        "<![CDATA[",
        "&",
        "<script>",
        "<pre>",
        "<a>x",
        "<script></title>",
    ],
)
def test_a_text_that_was_made_to_be_slow_is_read_in_one_pass(piece: str) -> None:
    whole = piece * (limits.BODY_CHARACTERS_MAX // len(piece))

    assert isinstance(read(whole)[0], str)


def test_attributes_that_never_end_are_passed_over() -> None:
    assert read(f'<div style="{"a" * 100_000}><p>x') == ("x", False)
    assert read(f"<div {'a=' * 50_000}>x</div>") == ("x", False)


def test_what_only_looks_like_a_tag_is_text() -> None:
    assert read("1 < 2 and <3 &lt;b&gt; <") == ("1 < 2 and <3 <b> <", False)


def test_a_text_beyond_all_measure_is_cut_and_never_written_over() -> None:
    long = "a" * (limits.BODY_CHARACTERS_MAX + 1)

    for kind in ("text", "html"):
        text, is_rich = text_and_richness({"contentType": kind, "content": long})
        assert (len(text), is_rich) == (limits.BODY_CHARACTERS_MAX, True)
