"""How the parts of a gradebook look, on a page of their own and in a notebook, by day and by night."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

PARTS: Final = Markup(
    """
.gb-view .widget-html-content{min-width:0}
.gb-scroll{overflow-x:auto;margin:.6em 0}
.gb-scroll:focus-visible{outline:3px solid #b45309;outline-offset:2px}
.gb-scroll caption{text-align:left;font-weight:600;padding:.2em 0;caption-side:top}
.gb-scroll table{border-collapse:collapse;font-size:.95rem;line-height:1.4}
.gb-table th,.gb-table td{text-align:left;vertical-align:top;padding:.35em 1em .35em 0;font-weight:400;overflow-wrap:normal;
border-bottom:1px solid var(--line,var(--jp-border-color2,#ccc))}
.gb-table thead th{font-weight:600;white-space:nowrap}.gb-table td p{margin:0 0 .3em}.gb-table tbody th{min-width:8rem}
.oo .gb-heat th,.oo .gb-heat td,.gb-heat th,.gb-heat td{border:1px solid var(--paper,var(--jp-layout-color0,#fff))!important;
padding:.3em .55em!important;text-align:center!important;vertical-align:middle;font-variant-numeric:tabular-nums;font-weight:400}
.oo .gb-heat thead th,.gb-heat thead th{font-weight:600;max-width:9rem}
.oo .gb-heat th:first-child,.gb-heat th:first-child{text-align:left!important;position:sticky;left:0;white-space:nowrap!important;
background:var(--paper,var(--jp-layout-color0,#fff))}
.gb-note{display:block;font-size:.8rem}
.gb-key{display:inline-block;padding:.1em .6em;margin:0 .3em .3em 0;border-radius:.25rem;font-size:.9rem}
.gb-0{background:#e6edf8;color:#111}.gb-1{background:#c3d5f0;color:#111}.gb-2{background:#97b8e6;color:#111}
.gb-3{background:#2f68bb;color:#fff}.gb-4{background:#123f85;color:#fff}
.gb-none{background:none;color:inherit;font-style:italic;font-size:.85rem;outline:1px dashed #767676;outline-offset:-2px}
.gb-refused{font-weight:600;font-style:normal;outline:2px solid #b45309;outline-offset:-3px}
.gb-table td:nth-child(3),.gb-table td:nth-child(5){min-width:9rem}
.oo .gb-table td,.oo .gb-table th{overflow-wrap:break-word}.gb-table td:nth-child(4){min-width:6rem}
.gb-flags .gb-table td:nth-child(3),.gb-flags .gb-table td:nth-child(5){min-width:5.5rem}
.gb-flags .gb-table tbody th{min-width:6rem}.gb-flags .gb-table td:nth-child(4){min-width:9rem}
.gb-side{display:flex;flex-wrap:wrap;gap:0 1.5rem}.gb-went{margin:.6em 0;flex:1 1 16rem;max-width:22rem}
.gb-wide{margin:.6em 0;max-width:46rem}.gb-wide svg,.gb-went svg{width:100%;height:auto;display:block;border:1px solid #767676;border-radius:4px}
.oo .gb-bar,.gb-bar{width:7.5rem;height:.75rem;display:inline-block;vertical-align:middle}
.gb-flags{border:2px dashed var(--edge,#767676);border-radius:.5rem;padding:.3rem 1rem}
"""
)

PAGE: Final = Markup(
    """
main{max-width:72rem}main>p,details>p{max-width:46rem}
.status{border-left:6px solid #1a56b0;background:var(--soft);padding:.5rem 1rem}
.oo-quiet{font-size:.92em}summary{padding:.3rem 0;font-weight:600}
@media print{main{max-width:none;padding:0}.gb-scroll{overflow:visible}h2,caption,figcaption{break-after:avoid}tr,figure{break-inside:avoid}
details::details-content{content-visibility:visible;display:block}
.gb-heat td,.gb-key,rect,circle{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
)
