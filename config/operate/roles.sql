-- The three roles and the database, on a PostgreSQL of your own. As its superuser, once; a second time does no harm:
--   sudo -u postgres psql --set=ON_ERROR_STOP=1 --file=roles.sql
-- Another database than samenzicht, to practise restoring: --set=database=samenzicht_practice. Passwords come afterwards.
-- It does what app/adapters/postgres/roles.py does for the embedded server; a test holds them equal.
\if :{?database} \else
  \set database samenzicht
\endif

select format('create role %I', name)
  from unnest(array['samenzicht_owner', 'samenzicht_app', 'samenzicht_keeper']) as name
  where not exists (select from pg_roles where rolname = name) \gexec

-- Runs migrations and owns every table.
alter role samenzicht_owner login nosuperuser nocreatedb nocreaterole noreplication bypassrls;
alter role samenzicht_owner set lock_timeout = '4s';
alter role samenzicht_owner set idle_in_transaction_session_timeout = '5min';

-- Serves people: owns nothing, and cannot step around row security.
alter role samenzicht_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role samenzicht_app set lock_timeout = '3s';
alter role samenzicht_app set statement_timeout = '10s';
alter role samenzicht_app set idle_in_transaction_session_timeout = '15s';

-- Reads everything and changes nothing: backups and checks.
alter role samenzicht_keeper login nosuperuser nocreatedb nocreaterole noreplication bypassrls;
alter role samenzicht_keeper set default_transaction_read_only = 'on';
alter role samenzicht_keeper set lock_timeout = '3s';
alter role samenzicht_keeper set idle_in_transaction_session_timeout = '1h';

select format('create database %I owner samenzicht_owner template template0 encoding ''UTF8''', :'database')
  where not exists (select from pg_database where datname = :'database') \gexec
revoke all on database :"database" from public;
grant connect on database :"database" to samenzicht_app, samenzicht_keeper;
alter database :"database" set timezone = 'UTC';

\connect :"database"
alter schema public owner to samenzicht_owner;
revoke all on schema public from public;
grant usage on schema public to samenzicht_app, samenzicht_keeper;
