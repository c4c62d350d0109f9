export { AUDIT_SUBJECTS, listAudit, type Entry } from "./list.ts";
export { accountOf, audit, type AuditEvent } from "./record.ts";
