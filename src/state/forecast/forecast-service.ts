import { createFlowStore, type FlowNews } from './flow-store.ts'
import type { Answers, Question } from './questions.ts'

/** What the window tells and asks the forecast worker. */
export type ForecastRequest =
  | { readonly is: 'put'; readonly news: FlowNews }
  | { readonly is: 'ask'; readonly id: number; readonly question: Question }
export interface ForecastReply {
  readonly id: number
  readonly answer: Answers[keyof Answers]
}

interface Port {
  postMessage(reply: ForecastReply): void
  onmessage: ((event: { readonly data: ForecastRequest }) => void) | null
}

/** Answers on a port what is asked on it; the worker's own port in the window, one end of a channel in tests. */
export function serveForecast(port: Port): void {
  const store = createFlowStore()
  port.onmessage = ({ data }) => {
    if (data.is === 'put') store.put(data.news)
    else port.postMessage({ id: data.id, answer: store.answer(data.question) })
  }
}
