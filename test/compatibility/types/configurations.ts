/** The possible set-ups of a project: which ambient types there are, and how modules are resolved. */
import ts from 'typescript'

export interface Configuration {
  name: string
  options: ts.CompilerOptions
  /** A file that declares the few ambient names the declarations may use when there are neither DOM nor Node types. */
  ambient?: string
}

const shared: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  strict: true,
  exactOptionalPropertyTypes: false,
  noEmit: true,
  skipLibCheck: false,
  // TypeScript 7 removes node10
  ignoreDeprecations: '6.0',
}

const resolutions: [string, ts.CompilerOptions][] = [
  ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ['node16', { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
  ['nodenext', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
  ['node10', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Node10 }],
]

const ambients: [string, ts.CompilerOptions, string?][] = [
  ['DOM', { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [] }],
  ['Node types only', { lib: ['lib.es2022.d.ts'], types: ['node'] }],
  ['neither', { lib: ['lib.es2022.d.ts'], types: [] }, 'bare_platform.d.ts'],
]

export const configurations: Configuration[] = ambients.flatMap(([ambientName, ambientOptions, ambient]) =>
  resolutions.map(([name, options]) => ({
    name: `${ambientName}, ${name}`,
    options: { ...shared, ...ambientOptions, ...options },
    ...(ambient ? { ambient } : {}),
  })),
)
