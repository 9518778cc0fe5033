/** Colours by role, as in the window (renderer/ui/tokens.css); paper is light. Start and end, so that Arabic reads from the right. */
const LIGHT =
  '--bg:#f6f7f9;--panel:#fff;--line:#e0e4ea;--sunk:#eef0f3;--ink:#14181f;--ink2:#495364;--ink3:#5c6675;--accent:#1b66dd;--stable:#5b6b82;--ok:#17713f;--ok-soft:#e6f4ec;--bad:#b9322a;--bad-soft:#fdeceb;--unk:#586273;--unk-soft:#eef0f3;';
const DARK =
  '--bg:#0e1116;--panel:#151a21;--line:#2a313c;--sunk:#1f2630;--ink:#e8ecf2;--ink2:#aab4c3;--ink3:#8d99aa;--accent:#5a9bff;--stable:#93a3ba;--ok:#4cc38a;--ok-soft:#12291f;--bad:#ff7b72;--bad-soft:#331a1a;--unk:#aab4c3;--unk-soft:#1f2630;';

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.5 system-ui,'Segoe UI','Noto Sans','Noto Naskh Arabic',sans-serif}
main{max-width:1200px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:21px;margin:0 0 4px}h2{font-size:16px;margin:34px 0 10px}h3{font-size:15px;margin:0 0 6px;display:flex;flex-wrap:wrap;gap:8px;align-items:baseline;overflow-wrap:anywhere}
p{margin:4px 0}a{color:var(--accent)}
.quiet,small{color:var(--ink2);font-weight:400}
.lead{font-size:16px;display:flex;flex-wrap:wrap;gap:10px;align-items:baseline}
.chip{display:inline-block;white-space:nowrap;border-radius:9px;padding:0 8px;font-size:13px;font-weight:600}
.drifted{color:var(--bad);background:var(--bad-soft)}.not-drifted{color:var(--ok);background:var(--ok-soft)}.insufficient{color:var(--unk);background:var(--unk-soft)}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:9px;padding:14px 16px;margin:0 0 12px}
.scroll{overflow-x:auto;padding:0}
.column{content-visibility:auto;contain-intrinsic-size:auto 420px}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:4px 10px;border-block-start:1px solid var(--line);vertical-align:baseline}
thead th{border:0;color:var(--ink2);font-weight:500;font-size:13px}
tbody th{font-weight:500;overflow-wrap:anywhere;min-width:8em}
.number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.lines{font-size:13px}.lines td{white-space:nowrap}.lines th,.lines td{padding:4px 8px}.decides th,.decides td{font-weight:650}
.sides{display:flex;flex-wrap:wrap;gap:18px}.sides>*{flex:1 1 380px;min-width:0}
.aspects{display:flex;flex-wrap:wrap;gap:4px 18px;margin:6px 0;padding:0;list-style:none}
ul.reasons{margin:4px 0 8px;padding-inline-start:20px}
figure{margin:8px 0 0}
svg{display:block;width:100%;height:auto;direction:ltr;font-size:12px}
svg text{fill:var(--ink2);unicode-bidi:plaintext}
.grid{stroke:var(--line);fill:none}.apart{stroke:var(--ink3);stroke-dasharray:3 3;fill:none}
path.reference{fill:var(--stable);opacity:.4}path.current{fill:none;stroke:var(--accent);stroke-width:2}path.current-bar{fill:var(--accent)}
.hint{fill:transparent}
figcaption{color:var(--ink2);font-size:13px;display:flex;flex-wrap:wrap;gap:4px 8px;align-items:center;margin-block-start:4px}
.key{display:inline-block;inline-size:14px;block-size:10px;border-radius:2px}.key.reference{background:var(--stable);opacity:.55}.key.current{border:2px solid var(--accent)}
data{white-space:nowrap}.measures{font-size:13px}.measures th,.measures td{padding:2px 8px}.measures th{white-space:nowrap;overflow-wrap:normal}
dl{margin:0}dt{font-weight:600;margin-block-start:10px}dd{margin:0;overflow-wrap:anywhere}
code,pre{font:12.5px/1.5 ui-monospace,'Cascadia Mono','DejaVu Sans Mono',monospace;overflow-wrap:anywhere;white-space:pre-wrap;direction:ltr;unicode-bidi:isolate}
pre{background:var(--sunk);border-radius:7px;padding:10px 12px;margin:6px 0}
footer{color:var(--ink2);margin-block-start:30px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:560px){.measures th{white-space:normal}}
@media print{
@page{margin:14mm}
:root{color-scheme:light}
body{background:var(--panel);font-size:11px}.chip,thead th,svg{font-size:11px}
.lines,.measures,.lines :is(th,.chip){font-size:10px}.lines td:not(.number),.lines thead .number{white-space:normal}figure{max-width:420px}.lines :is(th,td){padding:3px 5px;min-width:0}.measures :is(th,td){padding:1px 5px}.lines .chip{padding:0 4px}.sides>*{flex-basis:290px}main{max-width:none;padding:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.column{content-visibility:visible;break-inside:avoid}.panel{break-inside:avoid}.scroll{overflow:visible;break-inside:auto}
thead{display:table-header-group}tr{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit;text-decoration:none}
}
`;
