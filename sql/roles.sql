-- Roles, extensions and the schema's owner. Run by the cluster's bootstrap superuser in database
-- guildhall before the migrations; running it again changes nothing. No role has a password: the
-- server listens on a unix socket only and maps system users to roles (pg_ident.conf).

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES ('guildhall_owner', 'LOGIN'),
                              ('guildhall_responder', 'NOLOGIN'),
                              ('guildhall_interactive', 'LOGIN'),
                              ('guildhall_bulk', 'LOGIN'),
                              ('guildhall_worker', 'LOGIN')) AS roles (name, login)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I', wanted.name);
        END IF;
        -- Said in full, so that a role which was changed by hand comes back to what stands here.
        EXECUTE format('ALTER ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION '
                       'NOBYPASSRLS INHERIT', wanted.name, wanted.login);
        EXECUTE format('ALTER ROLE %I RESET ALL', wanted.name);
    END LOOP;
END
$$;

GRANT guildhall_responder TO guildhall_interactive, guildhall_bulk;

-- A migration that cannot get its lock gives up, as every request queues behind one that waits.
-- Without JIT the demo data's statement takes half the time.
ALTER ROLE guildhall_owner SET lock_timeout = '5s';
ALTER ROLE guildhall_owner SET search_path = public;
ALTER ROLE guildhall_owner SET timezone = 'UTC';
ALTER ROLE guildhall_owner SET jit = off;

-- Pages: short statements. Compiling one with JIT costs more than it takes to run it. The cost of a
-- random page is that of an SSD or a warm cache: with the default of 4 a list filtered by status is
-- read from the index on start alone, past all the rows that do not match.
ALTER ROLE guildhall_interactive SET statement_timeout = '5s';
ALTER ROLE guildhall_interactive SET lock_timeout = '2s';
ALTER ROLE guildhall_interactive SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE guildhall_interactive SET search_path = public;
ALTER ROLE guildhall_interactive SET timezone = 'UTC';
ALTER ROLE guildhall_interactive SET jit = off;
ALTER ROLE guildhall_interactive SET random_page_cost = 1.1;

-- Exports, imports and uploads. A cursor's statement time-out is per FETCH, never for the whole.
-- An export remembers the customers it met in twice work_mem (hash_mem_multiplier), some 150 bytes
-- each, so that each is looked up once; it takes that memory only as it meets them.
ALTER ROLE guildhall_bulk SET statement_timeout = '60s';
ALTER ROLE guildhall_bulk SET lock_timeout = '5s';
ALTER ROLE guildhall_bulk SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE guildhall_bulk SET search_path = public;
ALTER ROLE guildhall_bulk SET timezone = 'UTC';
ALTER ROLE guildhall_bulk SET jit = off;
ALTER ROLE guildhall_bulk SET random_page_cost = 1.1;
ALTER ROLE guildhall_bulk SET work_mem = '16MB';

-- The background worker: short statements in batches, which nobody waits for.
ALTER ROLE guildhall_worker SET statement_timeout = '30s';
ALTER ROLE guildhall_worker SET lock_timeout = '5s';
ALTER ROLE guildhall_worker SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE guildhall_worker SET search_path = public;
ALTER ROLE guildhall_worker SET timezone = 'UTC';
ALTER ROLE guildhall_worker SET jit = off;
ALTER ROLE guildhall_worker SET random_page_cost = 1.1;

CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;

ALTER DATABASE guildhall OWNER TO guildhall_owner;
REVOKE ALL ON DATABASE guildhall FROM PUBLIC;
GRANT CONNECT ON DATABASE guildhall TO guildhall_responder, guildhall_worker;

ALTER SCHEMA public OWNER TO guildhall_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO guildhall_responder, guildhall_worker;

-- PostgreSQL lets everyone execute a new function; here each one is granted where it is needed.
ALTER DEFAULT PRIVILEGES FOR ROLE guildhall_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
