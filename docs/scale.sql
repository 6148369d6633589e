-- SPDX-License-Identifier: Apache-2.0
-- Spreads a store of ngoaivu on PostgreSQL. `psql -v ON_ERROR_STOP=1 -f scale.sql` makes the functions below in a schema `scale` of
-- the store's database and changes nothing else; docs/scale.md says which to call, and when to call it again.
--
--   scale.tables(store)            the tables whose rows are each an office's: their primary keys begin with the office
--   scale.partition(store)         these tables partitioned by office, on the same server
--   scale.distribute(store)        these tables spread over the nodes of Citus, by office
--   scale.national(store, name, servers)
--                                  a schema for reading, in which the offices of several servers are partitions
--
-- Each may be called again: what it has done already stays.
BEGIN;
CREATE SCHEMA IF NOT EXISTS scale;

CREATE OR REPLACE FUNCTION scale.tables(store regnamespace) RETURNS SETOF pg_class LANGUAGE sql STABLE AS $$
	SELECT c.* FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
	WHERE c.relnamespace = store AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'office'
	ORDER BY c.relname COLLATE "C"
$$;

-- The name of the schema in which the partitions of a store lie.
CREATE OR REPLACE FUNCTION scale.parts(store regnamespace) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT nspname || '_parts' FROM pg_namespace WHERE oid = store
$$;

-- One table becomes a partitioned one of the same name, columns, keys, indexes, triggers and rights. What it was becomes
-- the partition of all offices that have none of their own. The partitions lie in a schema beside the store's, where the
-- program does not look for tables of its own.
CREATE OR REPLACE FUNCTION scale.make_partitioned(store regnamespace, part pg_class) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text := format('%s.%I', store, part.relname);
	other text := format('%I.%I', scale.parts(store), part.relname);
	indexes text[] := ARRAY(SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = part.oid AND NOT indisprimary);
	triggers text[] := ARRAY(SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = part.oid AND NOT tgisinternal);
	trigger_names text[] := ARRAY(SELECT tgname FROM pg_trigger WHERE tgrelid = part.oid AND NOT tgisinternal);
	rights text[] := ARRAY(SELECT format('GRANT %s ON %s TO %s', privilege_type, name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
		FROM aclexplode(part.relacl));
	key name := (SELECT conname FROM pg_constraint WHERE conrelid = part.oid AND contype = 'p');
	key_text text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = part.oid AND contype = 'p');
	owner text := part.relowner::regrole;
	act text;
BEGIN
	FOREACH act IN ARRAY trigger_names LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', act, name);
	END LOOP;
	EXECUTE format('ALTER TABLE %s SET SCHEMA %I', name, scale.parts(store));
	EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY LIST (office)', name, other);
	EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', name, key, key_text);
	FOREACH act IN ARRAY indexes LOOP
		EXECUTE act;
	END LOOP;
	EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', name, other);
	FOREACH act IN ARRAY triggers || rights LOOP
		EXECUTE act;
	END LOOP;
	EXECUTE format('ALTER TABLE %s OWNER TO %s', name, owner);
END$$;

-- A partition for one office, with the rows that the partition of all others held of it.
CREATE OR REPLACE FUNCTION scale.make_partition(store regnamespace, part pg_class, office bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text := format('%s.%I', store, part.relname);
	other text := format('%I.%I', scale.parts(store), part.relname);
	own text := format('%I.%I', scale.parts(store), format('%s_%s', part.relname, office));
BEGIN
	IF to_regclass(own) IS NOT NULL THEN
		RETURN;
	END IF;
	EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', name, other);
	EXECUTE format('CREATE TABLE %s PARTITION OF %s FOR VALUES IN (%s)', own, name, office);
	EXECUTE format('INSERT INTO %s SELECT * FROM %s WHERE office = %s', own, other, office);
	EXECUTE format('DELETE FROM %s WHERE office = %s', other, office);
	EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', name, other);
END$$;

CREATE OR REPLACE FUNCTION scale.partition(store regnamespace) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	part pg_class;
	office bigint;
BEGIN
	EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', scale.parts(store));
	FOR part IN SELECT * FROM scale.tables(store) WHERE relkind = 'r' LOOP
		PERFORM scale.make_partitioned(store, part);
	END LOOP;
	FOR part IN SELECT * FROM scale.tables(store) LOOP
		FOR office IN EXECUTE format('SELECT number FROM %s.office ORDER BY number', store) LOOP
			PERFORM scale.make_partition(store, part, office);
		END LOOP;
	END LOOP;
END$$;

-- Citus: the small tables on every node, those of the offices by office, all beside each other. The triggers that keep
-- the history as it was written only refuse; so they are safe on every shard, which Citus cannot know.
CREATE OR REPLACE FUNCTION scale.distribute(store regnamespace) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	part pg_class;
	first text := 'default';
	small text;
BEGIN
	PERFORM set_config('citus.enable_unsafe_triggers', 'on', true);
	FOREACH small IN ARRAY ARRAY['setting', 'office', 'definitions', 'posted_figure'] LOOP
		IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrel = format('%s.%I', store, small)::regclass) THEN
			PERFORM create_reference_table(format('%s.%I', store, small)::regclass);
		END IF;
	END LOOP;
	FOR part IN SELECT * FROM scale.tables(store) LOOP
		IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrel = part.oid) THEN
			PERFORM create_distributed_table(part.oid::regclass, 'office', colocate_with => first);
		END IF;
		first := format('%s.%I', store, part.relname);
	END LOOP;
END$$;

-- What a server of postgres_fdw holds of a store in the schema `public`: its own offices, its definitions, its tables.
CREATE OR REPLACE FUNCTION scale.look_at(name text, server text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	place text := name || '_' || server;
BEGIN
	EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', place);
	EXECUTE format('CREATE SCHEMA %I', place);
	EXECUTE format('IMPORT FOREIGN SCHEMA public LIMIT TO (office, setting, definitions) FROM SERVER %I INTO %I', server, place);
	EXECUTE format('ALTER FOREIGN TABLE %I.office RENAME TO seen_office', place);
	EXECUTE format('ALTER FOREIGN TABLE %I.setting RENAME TO seen_setting', place);
	EXECUTE format('ALTER FOREIGN TABLE %I.definitions RENAME TO seen_definitions', place);
	EXECUTE format('CREATE FOREIGN TABLE %I.seen_tables (schemaname name, tablename name) SERVER %I OPTIONS (schema_name ''pg_catalog'', table_name ''pg_tables'')', place, server);
END$$;

-- The offices that a server writes itself; told where another server has one of their numbers or follows other definitions.
CREATE OR REPLACE FUNCTION scale.offices_of(name text, server text) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	place text := name || '_' || server;
	offices bigint[];
	same boolean;
	other text;
BEGIN
	EXECUTE format('SELECT (SELECT value FROM %I.seen_setting WHERE name = ''tables'') = (SELECT value FROM %I.setting WHERE name = ''tables'')', place, name) INTO same;
	IF same IS DISTINCT FROM true THEN
		RAISE EXCEPTION 'server %: its store follows other definitions: bring both to the same, then call this again', server;
	END IF;
	EXECUTE format('SELECT string_agg(format(''%%s (%%s, %%s)'', s.number, s.code, o.code), '', '') FROM %I.seen_office s JOIN %I.office o ON o.number = s.number OR o.code = s.code WHERE s.received = 0', place, name) INTO other;
	IF other IS NOT NULL THEN
		RAISE EXCEPTION 'server %: these numbers or codes of offices are taken by another server: %', server, other
			USING HINT = 'An office gets its number when it is made: ngoaivu init --office CODE --number N.';
	END IF;
	EXECUTE format('INSERT INTO %I.office(number, code, received) SELECT number, code, 0 FROM %I.seen_office WHERE received = 0', name, place);
	EXECUTE format('INSERT INTO %I.definitions SELECT * FROM %I.seen_definitions ON CONFLICT DO NOTHING', name, place);
	EXECUTE format('SELECT array_agg(number ORDER BY number) FROM %I.seen_office WHERE received = 0', place) INTO offices;
	RETURN offices;
END$$;

CREATE OR REPLACE FUNCTION scale.national(store regnamespace, name text, servers text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	part pg_class;
	small text;
	server text;
	offices bigint[];
	held boolean;
BEGIN
	EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', name);
	EXECUTE format('CREATE SCHEMA %I', name);
	FOREACH small IN ARRAY ARRAY['setting', 'office', 'definitions', 'posted_figure'] LOOP
		EXECUTE format('CREATE TABLE %I.%I (LIKE %s.%I INCLUDING ALL)', name, small, store, small);
	END LOOP;
	EXECUTE format('INSERT INTO %I.setting SELECT * FROM %s.setting', name, store);
	EXECUTE format('INSERT INTO %I.posted_figure SELECT * FROM %s.posted_figure', name, store);
	FOR part IN SELECT * FROM scale.tables(store) LOOP
		EXECUTE format('CREATE TABLE %I.%I (LIKE %s.%I) PARTITION BY LIST (office)', name, part.relname, store, part.relname);
	END LOOP;
	FOREACH server IN ARRAY servers LOOP
		PERFORM scale.look_at(name, server);
		offices := scale.offices_of(name, server);
		CONTINUE WHEN offices IS NULL;
		FOR part IN SELECT * FROM scale.tables(store) LOOP
			EXECUTE format('SELECT EXISTS (SELECT FROM %I.seen_tables WHERE schemaname = ''public'' AND tablename = %L)', name || '_' || server, part.relname) INTO held;
			CONTINUE WHEN NOT held;
			EXECUTE format('CREATE FOREIGN TABLE %I.%I PARTITION OF %I.%I FOR VALUES IN (%s) SERVER %I OPTIONS (schema_name ''public'', table_name %L)',
				name || '_' || server, part.relname, name, part.relname, array_to_string(offices, ', '), server, part.relname);
		END LOOP;
	END LOOP;
END$$;
COMMIT;
