export { AUDIT_VERBS, listAudit, type Entry } from "./list.ts";
export { accountOf, audit, auditFound, type AuditEvent } from "./record.ts";
