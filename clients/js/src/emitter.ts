type EventMap<Events> = { [Name in keyof Events]: unknown[] };

/** Events with typed arguments. A listener that throws disturbs no other: its error is reported as one that nobody caught. */
export class Emitter<Events extends EventMap<Events>> {
  readonly #listeners = new Map<keyof Events, Set<(...args: any[]) => void>>();

  /** Adds a listener, and gives the function that removes it. */
  on<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): () => void {
    let listeners = this.#listeners.get(event);
    if (!listeners) this.#listeners.set(event, (listeners = new Set()));
    listeners.add(listener);
    return () => this.off(event, listener);
  }

  off<Name extends keyof Events>(event: Name, listener: (...args: Events[Name]) => void): void {
    this.#listeners.get(event)?.delete(listener);
  }

  /** Whether anybody listened. */
  protected emit<Name extends keyof Events>(event: Name, ...args: Events[Name]): boolean {
    const listeners = [...(this.#listeners.get(event) ?? [])];
    for (const listener of listeners) {
      if (!this.#listeners.get(event)?.has(listener)) continue; // another one has removed it
      try {
        listener(...args);
      } catch (error) {
        report(error);
      }
    }
    return listeners.length > 0;
  }

  protected removeListeners(): void {
    this.#listeners.clear();
  }
}

/** An error that nobody waits for: the page sees it as any error that nobody caught. */
export function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}
