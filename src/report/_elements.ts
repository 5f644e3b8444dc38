import { type Markup, markup, type Part } from "./_markup.ts";

/** A titled card of the page. */
export function section(id: string, title: string, ...content: readonly Part[]): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content.map((part) => markup`${part}`)}
</section>`;
}

/** A region that scrolls sideways on narrow screens, reachable by keyboard. */
export function scrollable(label: string, content: Part): Markup {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** Terms and their values. */
export function factList(style: string, pairs: readonly (readonly [string, Part])[]): Markup {
  const items = pairs.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`);
  return markup`<dl class="${style}">
${items}
</dl>`;
}

/** A table that scrolls sideways. The first column heads its row; columns named in `text` are not figures. */
export interface TableParts {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Part[])[];
  /** Row that is set off at the end. */
  readonly foot?: readonly Part[];
  /** Row that stands out. */
  readonly best?: number;
  /** Columns of running text. */
  readonly text?: readonly string[];
}

/** See {@linkcode TableParts}. */
export function dataTable({ label, columns, rows, foot, best, text = [] }: TableParts): Markup {
  const style = (column: number) =>
    text.includes(columns[column]!) ? markup` class="text"` : undefined;
  const cells = (row: readonly Part[]) =>
    row.map((cell, c) =>
      c === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td${style(c)}>${cell}</td>`
    );
  const head = columns.map((name, c) =>
    markup`<th scope="col"${c === 0 ? markup` class="text"` : style(c)}>${name}</th>`
  );
  const body = rows.map((row, i) =>
    markup`<tr${i === best ? markup` class="best"` : undefined}>${cells(row)}</tr>`
  );
  return scrollable(
    label,
    markup`<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
${foot && markup`<tfoot><tr>${cells(foot)}</tr></tfoot>`}
</table>`,
  );
}
