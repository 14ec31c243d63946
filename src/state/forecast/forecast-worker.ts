import { serveForecast } from './forecast-service.ts'

/** The program of the forecast worker. */
serveForecast(globalThis as unknown as Parameters<typeof serveForecast>[0])
