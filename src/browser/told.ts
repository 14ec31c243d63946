/** A value, and those who are told of each new one. */
export class Told<T> {
  value: T
  private readonly handlers = new Set<(value: T) => void>()

  constructor(value: T) {
    this.value = value
  }

  set(value: T): void {
    this.value = value
    this.handlers.forEach((handler) => handler(value))
  }

  /** Answers how to stop. */
  onNext(handler: (value: T) => void): () => void {
    this.handlers.add(handler)
    return () => this.handlers.delete(handler)
  }

  /** The same, and at once what it is now. */
  on(handler: (value: T) => void): () => void {
    const stop = this.onNext(handler)
    handler(this.value)
    return stop
  }
}
