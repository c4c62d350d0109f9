export { accountOf, audit, AUDIT_EVENTS, type AuditEntry, type AuditEvent } from "./record.ts";
