/**
 * What the rooms need of a transport: events both ways, of which each request is answered. The `Socket` of `socket.io-client` is one.
 */
export interface Connection {
  /** Whether it is connected now. It says "connect" and "disconnect" if that changes. */
  readonly connected: boolean;
  on(event: string, listener: (...args: any[]) => void): unknown;
  off(event: string, listener: (...args: any[]) => void): unknown;
  /** Requests that fail if there is no answer within so many milliseconds. */
  timeout(milliseconds: number): { emitWithAck(event: string, ...args: any[]): Promise<any> };
}
