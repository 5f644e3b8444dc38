/** Arguments as one types them into a POSIX shell. */
export function quote(args: readonly string[]): string {
  return args
    .map((arg) => /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)
    .join(" ");
}
