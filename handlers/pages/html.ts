/** A piece of a page. Only `html` makes one, and it escapes whatever is put into its holes. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Hole = string | number | Html | readonly Html[] | undefined;

/** HTML in which nobody's words become tags. */
export function html(chunks: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return new Html(
    chunks.map((chunk, i) => chunk + (i < holes.length ? textOf(holes[i]) : '')).join(''),
  );
}

function textOf(hole: Hole): string {
  if (hole === undefined) return '';
  if (hole instanceof Html) return hole.text;
  if (typeof hole === 'object') return hole.map(({ text }) => text).join('');
  return String(hole).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A whole page. It may load and run nothing, so that what slipped through could do nothing. */
export const page = (title: string, body: Html, language = 'en'): string =>
  html`<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; form-action 'self'; img-src 'self' https: http:">
<title>${title}</title><body>${body}</body></html>`.text;
