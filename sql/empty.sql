-- Removes all that guildhall_owner has made in the schema, so that a backup can take its place. Run by
-- `guildhall restore --replace` in the transaction that brings the backup back.

SET LOCAL lock_timeout = '10s';
SET LOCAL client_min_messages = warning;

DO $$
DECLARE
    -- All names first: dropping one thing takes others with it, whose names are gone then.
    commands constant text[] := ARRAY(
        SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name)
          FROM (SELECT CASE relkind WHEN 'S' THEN 4 ELSE 1 END,
                       CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                                    WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                       oid::regclass::text
                  FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace
                   AND relkind IN ('r', 'p', 'v', 'm', 'S')
                   AND relowner = current_user::regrole
                UNION ALL
                SELECT 2, 'ROUTINE', oid::regprocedure::text
                  FROM pg_proc
                 WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole
                UNION ALL
                SELECT 3, 'TYPE', oid::regtype::text
                  FROM pg_type
                 WHERE typnamespace = 'public'::regnamespace
                   AND (typtype IN ('e', 'd')
                        OR typtype = 'c' AND EXISTS (
                           SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))
                   AND typowner = current_user::regrole)
            AS objects (place, kind, name)
         ORDER BY place);
    command text;
BEGIN
    FOREACH command IN ARRAY commands LOOP
        EXECUTE command;
    END LOOP;
END
$$;
