namespace SyncServer.Load.Reporting;

/// <summary>The style of the HTML report: light and dark, from the width of a phone up, and on paper.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ground: #fbfaf7; --card: #fff; --ink: #22262b; --muted: #666d76; --line: #e2dfd7;
          --accepted: #2b7f76; --conflicts: #d2912b; --errors: #bb3a2e; --others: #b3bac2; --p50: #2b7f76; --p95: #5877b5; --p99: #8a3f8f }
        @media (prefers-color-scheme: dark) { :root { --ground: #16191c; --card: #1f2327; --ink: #e4e7ea; --muted: #9aa2ab; --line: #353a40;
          --accepted: #56b3a7; --conflicts: #e0ab55; --errors: #ee7d70; --others: #59616a; --p50: #56b3a7; --p95: #8facea; --p99: #cf8ad3 } }
        * { box-sizing: border-box }
        body { margin: 0 auto; max-width: 84rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
        h1 { margin: 0; font-size: 1.7rem } h2 { margin: 2.2rem 0 0; font-size: 1.25rem } h3 { margin: 0; font-size: 1rem } p { margin: .2rem 0 .8rem; color: var(--muted) }
        .wide { overflow-x: auto } table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
        th, td { padding: .3rem .65rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap }
        th { color: var(--muted); font-weight: 500 } th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left }
        .ok, .failed { font-weight: 600 } .ok { color: var(--accepted) } .failed { color: var(--errors) } p.failed { margin: .1rem 0; font-weight: 400 }
        .cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)) }
        .card { padding: .9rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); break-inside: avoid }
        .card header { display: flex; justify-content: space-between; gap: 1rem }
        .figures { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: .3rem 0 .6rem; font-variant-numeric: tabular-nums } .figures b { font-size: 1.15rem; font-weight: 600 } .figures span { color: var(--muted) }
        svg { display: block; width: 100%; max-width: 46rem; height: auto } svg text { fill: var(--muted); font: 11px system-ui, sans-serif } .end { text-anchor: end } .middle { text-anchor: middle }
        .grid { stroke: var(--line) } .axis { stroke: var(--muted) } .warm { fill: var(--muted); opacity: .12 }
        .accepted { fill: var(--accepted) } .conflicts { fill: var(--conflicts) } .errors { fill: var(--errors) } .others { fill: var(--others) }
        .p50, .p95, .p99 { fill: none; stroke-width: 2; stroke-linejoin: round } .p50 { stroke: var(--p50) } .p95 { stroke: var(--p95) } .p99 { stroke: var(--p99) }
        .legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .8rem 0 .2rem; color: var(--muted); font-size: .85rem } .legend i { display: inline-block; width: .75rem; height: .75rem; margin-right: .35rem; border-radius: 2px }
        details { margin-top: .6rem } summary { cursor: pointer; color: var(--muted) }
        @media (max-width: 30rem) { body { padding: 1rem .6rem 3rem } .card { padding: .7rem } svg text { font-size: 13px } }
        @media print { :root { --ground: #fff; --card: #fff; --ink: #000; --muted: #444; --line: #bbb; --accepted: #2b7f76; --conflicts: #d2912b; --errors: #bb3a2e; --others: #b3bac2 }
          body { max-width: none; padding: 0; font-size: 11px } .cards { grid-template-columns: 1fr 1fr } * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
        """;
}
