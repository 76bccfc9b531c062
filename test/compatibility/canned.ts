/** The caller's own error, which must be rethrown unchanged. */
export class Canned extends Error {
  override name = 'Canned'
}
