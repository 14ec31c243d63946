import { serveSearch } from './search-service.ts'

/** The program of the search worker. */
serveSearch(globalThis as unknown as Parameters<typeof serveSearch>[0])
