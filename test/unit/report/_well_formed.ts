const TOKEN =
  /<!doctype html>|<style>[^<]*<\/style>|<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|([^])/g;
const ENTITY = /&(?!amp;|lt;|gt;|quot;|#39;)/;
const VOID = ["meta", "img"];

/** Throws unless every tag is closed in order, every attribute quoted and every `&` an entity. */
export function checkWellFormed(markup: string, { html = false } = {}): void {
  const open: string[] = [];
  for (const [token, close, name, , selfClosing] of markup.matchAll(TOKEN)) {
    if (token === "<") {
      throw new Error(`Stray "<" before: ${markup.slice(markup.indexOf(token)).slice(0, 80)}`);
    }
    if (!token.startsWith("<style>") && ENTITY.test(token)) {
      throw new Error(`Bare "&" in: ${token}`);
    }
    if (name === undefined || selfClosing) continue;
    if (!close) {
      if (!(html && VOID.includes(name))) open.push(name);
    } else if (open.pop() !== name) throw new Error(`Unexpected </${name}>, open: ${open}`);
  }
  if (open.length > 0) throw new Error(`Not closed: ${open}`);
}
