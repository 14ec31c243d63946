import * as v from 'valibot'
import { ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** A number followed over time, shared by all Product Owners. The plan's flat `northStar` names one of them. */
export interface Metric {
  readonly id: string
  readonly name: string
  /** Shown after the value: "%", "days". */
  readonly unit: string
  readonly deleted: Deletion | null
}
export const MetricSchema = v.object({ name: v.string(), unit: text, deleted: DeletionSchema })

/** One measured value of a metric. */
export interface Measurement {
  readonly id: string
  readonly metric: string
  /** YYYY-MM-DD */
  readonly day: string
  readonly value: number
  readonly note: string
  readonly by: string | null
  readonly deleted: Deletion | null
}
export const MeasurementSchema = v.object({
  metric: v.string(),
  day: v.pipe(v.string(), v.isoDate()),
  value: v.number(),
  note: text,
  by: ref,
  deleted: DeletionSchema,
})
