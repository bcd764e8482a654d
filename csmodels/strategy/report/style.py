"""How the page looks, on a screen and on paper."""

from __future__ import annotations

#: Family name of the font that the page brings along.
OWN_FONT = "csmodels report"

_LATIN = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans"'
_CHINESE = (
    '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC",'
    ' "Source Han Sans SC", "WenQuanYi Micro Hei"'
)
#: The page's own font is for machines that have none with Chinese. On a Chinese page it stands before the
#: Latin ones: behind an installed font Chromium does not take it for words that it meets before it is loaded.
FAMILIES = {
    "en": f'{_LATIN}, {_CHINESE}, sans-serif, "{OWN_FONT}"',
    "zh": f'{_CHINESE}, "{OWN_FONT}", {_LATIN}, sans-serif',
}

_CSS = """
:root { --ink: #222; --muted: #5c5c5c; --line: #d0d0d0; --tint: #f4f6f8; --blue: #0b5c8f; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: #fff; font: 15px/1.5 FAMILIES; overflow-wrap: break-word; }
main { max-width: 820px; margin: 0 auto; padding: 24px 20px 48px; }
h1 { font-size: 1.75em; line-height: 1.25; margin: 0 0 .2em; }
h2 { font-size: 1.35em; line-height: 1.3; margin: 2.2em 0 .5em; padding-bottom: .25em;
  border-bottom: 2px solid var(--ink); break-after: avoid; }
h3 { font-size: 1.08em; margin: 1.6em 0 .5em; break-after: avoid; }
p { margin: .5em 0; max-width: 62em; }
a { color: var(--blue); }
.lead { color: var(--muted); margin: 0 0 1em; }
.says { margin: 0; padding-left: 1.1em; }
.says li { margin: 0 0 .2em; }
.key { background: var(--tint); border-left: 4px solid var(--blue); padding: .6em 1em; margin: .8em 0 1.2em; }
.key ul { margin: 0; padding-left: 1.1em; }
.key li { margin: .25em 0; break-inside: avoid; }
.lacks, .warns { border: 1px solid var(--line); border-left: 4px solid #b36b00;
  padding: .5em 1em; margin: 1em 0; }
.lacks ul, .warns ul { margin: .2em 0 0; padding-left: 1.1em; }
.lacks li, .warns li { break-inside: avoid; }
.warns { font-size: .92em; }
.note { color: var(--muted); font-size: .92em; }
figure { margin: 1.1em 0; break-inside: avoid; text-align: left; }
figure img { display: block; max-width: 100%; height: auto; width: auto; max-height: 620px; }
figcaption { color: var(--muted); font-size: .9em; margin-top: .35em; }
table.questions { border-collapse: collapse; width: 100%; margin: 1em 0; }
table.questions th, table.questions td { text-align: left; vertical-align: top; padding: .4em .6em;
  border-bottom: 1px solid var(--line); }
table.questions thead th { border-bottom: 1px solid var(--ink); white-space: nowrap; }
table.questions tbody th { font-weight: normal; }
table.questions p { margin: 0; }
table.questions tr { break-inside: avoid; }
table.questions td:nth-child(2) { white-space: nowrap; }
.csmodels-summary { font-size: 13.5px; overflow: visible !important; }
.csmodels-summary table { max-width: 100%; }
.csmodels-summary caption { white-space: normal !important; break-after: avoid; }
.csmodels-summary td, .csmodels-summary th { padding-left: .5em !important; padding-right: .5em !important; }
.csmodels-summary td[style*="white-space:normal"] { min-width: 7em !important; max-width: 46em !important; }
.csmodels-summary th { white-space: normal !important; min-width: 0 !important; overflow-wrap: normal; }
.csmodels-summary thead { display: table-header-group; }
.csmodels-summary tr { break-inside: avoid; }
.csmodels-summary.short { break-inside: avoid; }
code { font: .9em/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace, "OWN"; overflow-wrap: anywhere; }
@media (max-width: 860px) {
  .csmodels-summary { font-size: 11.5px; }
  .csmodels-summary td, .csmodels-summary th { padding-left: .35em !important;
    padding-right: .35em !important; }
}
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  h2 { margin-top: 1.6em; }
  .key, .lacks, .warns li, .key li { break-inside: avoid; }
  .lacks > strong, .warns > strong { display: block; break-after: avoid; }
  .lead, figcaption, h2 + .key, h2 + .lacks { break-before: avoid; }
  .csmodels-summary { font-size: 8.6pt; }
  .csmodels-summary td, .csmodels-summary th { padding-left: .35em !important;
    padding-right: .35em !important; }
  figure img { max-height: 104mm; }
  table.questions { font-size: 9.2pt; margin: .5em 0; }
  table.questions th, table.questions td { padding: .25em .5em; }
  .key, .lacks, .warns { padding: .35em .8em; margin: .6em 0; }
  .lacks, .warns, .note, figcaption { font-size: 8.6pt; }
  figure { margin: .7em 0; }
  h3 { margin: 1em 0 .4em; }
  .key, .lacks, .warns { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def css(lang: str) -> str:
    """The style sheet of a page in a language."""
    return _CSS.replace("FAMILIES", FAMILIES[lang]).replace("OWN", OWN_FONT)
