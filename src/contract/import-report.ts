/** The report is a noun of the model, since importers write it; windows and command line read it from here. */
export * from '../model/import-report.ts'
