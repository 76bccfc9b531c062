const token = "[\\w!#$%&'*+.^`|~-]+"

/** White space and commas before a name that begins a challenge; quoted strings are skipped. */
const separators = new RegExp(
  `("(?:[^"\\\\]|\\\\.)*")|[ \\t]+(,[ \\t,]*)(?=${token}(?:,|$|[ \\t]+(?:[^ \\t=]|$)))`,
  'g',
)

/**
 * A `WWW-Authenticate` value without the white space before those commas that end a challenge, and without
 * commas at its end, as the other library requires. A comma before a name followed by `=` separates parameters and is
 * left unchanged.
 */
export const wellFormedList = (value: string): string =>
  value
    .replace(/[ \t]*,[ \t,]*$/, '')
    .replace(separators, (_whole, quoted?: string, commas?: string) => quoted ?? commas ?? '')
