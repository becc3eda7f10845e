export type { Connection } from "./connection.js";
export { History, type HistoryEvents, type HistoryOptions, type Message, type MessagesChange } from "./history.js";
export type { LiveEvents, Status } from "./live.js";
export { Occupancy, type OccupancyEvents } from "./occupancy.js";
export { Presence, type Member, type MemberConnection, type MembersChange, type PresenceEvents } from "./presence.js";
export { RecordList, type RecordEvents, type RecordQuery, type RecordsChange, type RoomRecord } from "./records.js";
export { ErrorCode, RoomError } from "./room-error.js";
export { Rooms, type RoomsEvents, type RoomsOptions } from "./rooms.js";
