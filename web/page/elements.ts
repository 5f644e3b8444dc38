/**
 * The element of `index.html` with this id.
 *
 * @throws {TypeError} When there is none, or it is of another kind: the page and its code differ.
 */
export function byId<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new TypeError(
    `Cannot find ${kind.name} "#${id}" in the page. Build the page again: its HTML and its code ` +
      "are of different versions",
  );
}

/** A new element with a class and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}
