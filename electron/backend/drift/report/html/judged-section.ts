import type { DriftReport, ReportSide } from '../../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../../shared/words/drift-words';
import { cut } from '../cut';
import { Html, html } from './html';

const FILES_SHOWN = 50;
const PATH_MAX = 500;
const CONFIG_MAX = 60_000;

/** What was read and by which configuration, with the digests that tell whether it is still the same. */
export function judgedSection({ reference, current, config, config_digest: digest }: DriftReport, words: DriftWords): Html {
  const { say } = words;
  const text = JSON.stringify(config, null, 2);
  const shown = text.length > CONFIG_MAX ? text.slice(0, CONFIG_MAX) : text;
  const note = shown === text ? null : html`<p class="quiet">${say('drift.report.config.cut')}</p>`;
  return html`<h2>${say('drift.report.judged')}</h2><div class="panel sides">${sideFacts('reference', reference, words)}${sideFacts('current', current, words)}</div><div class="panel"><h3>${say('drift.report.config')}</h3><p>${say('drift.report.digest')} <code>${digest}</code></p><pre>${Html.lines(shown)}</pre>${note}</div>`;
}

function sideFacts(which: 'reference' | 'current', { name, digest, digest_of: of, rows, files }: ReportSide, { say }: DriftWords): Html {
  const paths = files.slice(0, FILES_SHOWN).map((path) => html`<li><code>${cut(path, PATH_MAX)}</code></li>`);
  const more = files.length > FILES_SHOWN ? html`<li>${say('drift.report.more', { count: files.length - FILES_SHOWN })}</li>` : null;
  return html`<div><h3>${say(`drift.report.${which}`)}: <bdi>${cut(name, PATH_MAX)}</bdi></h3><p>${say('drift.report.row-count', { count: rows })}, ${say('drift.report.files', { count: files.length })}</p><p>${say(of === 'etags' ? 'drift.report.digest-etags' : 'drift.report.digest')} <code>${digest}</code></p><ul>${paths}${more}</ul></div>`;
}
