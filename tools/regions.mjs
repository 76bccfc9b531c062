// Without this file the guides and the reference would each have their own idea of what a region of an example is.

const marker = /^[ \t]*\/\/ #(?:end)?region\b.*\n/gm

/** The text between `// #region name` and `// #endregion name`, without its common indentation. */
export function region(text, name) {
  const pattern = new RegExp(`^[ \\t]*// #region ${name}\\n([\\s\\S]*?)^[ \\t]*// #endregion ${name}\\n`, 'm')
  const [, code] = pattern.exec(text) ?? []
  return code === undefined ? undefined : dedent(withoutMarkers(code)).trim()
}

/** The names of all regions of a file. */
export function regionNames(text) {
  return [...text.matchAll(/^[ \t]*\/\/ #region (\w+)$/gm)].map(([, name]) => name)
}

/** The text without the lines that mark regions. */
export function withoutMarkers(text) {
  return text.replace(marker, '')
}

function dedent(code) {
  const depths = [...code.matchAll(/^( *)\S/gm)].map(([, spaces]) => spaces.length)
  return code.replace(new RegExp(`^ {${Math.min(...depths)}}`, 'gm'), '')
}
