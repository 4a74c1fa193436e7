/** No object store answers. Uploads and downloads have to wait; all else goes on. */
export class StoreAbsent extends Error {
  constructor(endpoint: string, cause: unknown) {
    super(`no object store at ${endpoint}`, { cause });
  }
}
