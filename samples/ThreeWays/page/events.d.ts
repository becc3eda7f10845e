// Written by hand: no compiler compares it with the servers.
export interface ServerToClientEvents {
  said: (room: string, name: string, text: string) => void;
  askVote: (room: string, topic: string, ack: (result: Vote) => void) => void;
}

export interface ClientToServerEvents {
  rename: (name: string) => void;
  join: (room: string, ack: (result: string[]) => void) => void;
  say: (room: string, text: string) => void;
  who: (room: string, ack: (result: string[]) => void) => void;
  askRoom: (room: string, topic: string, ack: (result: Tally) => void) => void;
}

export interface ErrorAnswer {
  error: { message: string; data?: unknown };
}

export interface Vote {
  yes: boolean;
}

export interface Tally {
  yes: number;
  no: number;
  unclear: number;
}
