-- How long an item is kept, written from the texts of the five protocols and of the law, with date arithmetic of its own.
--
-- One parameter, cases: a JSON array of {number, municipality, on_date, law, received, closed, last_change}.
-- One row a case: version (null: none in force), protocol_until and law_until (last days kept), destroy_from (first day), source.
-- Every number and date below is a line of a table, so that each can be read beside its article.
with
asked as (
    select * from jsonb_to_recordset(%(cases)s::jsonb) as one(
        number integer, municipality text, on_date date, law text, received date, closed date, last_change date
    )
),
-- First and last day in force. The start dates of leek and sittard-geleen are assumptions: their texts name none.
version (municipality, version, first_day, last_day) as (values
    ('leek',           'leek-2018',           date '2018-08-15', date 'infinity'),  -- art. 15: the day after publication
    ('landsmeer',      'landsmeer-2016',      date '2016-07-01', date 'infinity'),  -- art. 15
    ('sittard-geleen', 'sittard-geleen-2018', date '2018-05-29', date 'infinity'),  -- no such article
    ('leiden',         'leiden-2016',         date '2016-02-01', date 'infinity'),  -- art. 21
    ('opsterland',     'opsterland-2015',     date '2015-01-01', date '2017-06-30') -- art. 24; expired 1 July 2017
),
-- What a protocol says of the term: about which law (null: all data), how many years, and from which day they count.
-- No line: the protocol is silent (sittard-geleen about everything, leiden about all that is not Wmo).
clause (version, law, years, counts_from) as (values
    ('leek-2018',       null,  15, 'receipt'),             -- art. 6: from receiving or making, item by item
    ('landsmeer-2016',  null,   5, 'end of closing year'), -- art. 6: from the year in which support was closed
    ('leiden-2016',     'wmo', 15, 'end of closing year'), -- art. 10 lid 2: Wmo data, from the year of closing
    ('opsterland-2015', null,  15, 'end of closing year')  -- art. 9 lid 2: from the year in which support ends
),
-- What a statute says, by the date of the question.
statute (law, first_day, last_day, years, counts_from) as (values
    ('wmo',      date '-infinity',  date 'infinity',   15, 'receipt'),     -- Wmo 2015 art. 5.3.4
    ('jeugdwet', date '-infinity',  date '2019-12-31', 15, 'last change'), -- Jeugdwet art. 7.3.8, old
    ('jeugdwet', date '2020-01-01', date 'infinity',   20, 'last change')  -- Jeugdwet art. 7.3.8, since 2020
),
ruled as (
    select
        asked.number,
        version.version,
        clause.version is not null as protocol_speaks,
        statute.law is not null as law_speaks,
        clause.years as protocol_years,
        statute.years as law_years,
        case clause.counts_from
            when 'receipt' then asked.received
            when 'end of closing year' then make_date(extract(year from asked.closed)::integer, 12, 31) -- null: still open
        end as protocol_start,
        case statute.counts_from when 'receipt' then asked.received when 'last change' then asked.last_change end as law_start
    from asked
    left join version on version.municipality = asked.municipality and asked.on_date between version.first_day and version.last_day
    left join clause on clause.version = version.version and coalesce(clause.law, asked.law) = asked.law
    left join statute on statute.law = asked.law and asked.on_date between statute.first_day and statute.last_day
),
-- Both terms as the pair (start, years), taken apart into year, month and day.
counted as (
    select number, whose, years + extract(year from start)::integer as year, extract(month from start)::integer as month,
        extract(day from start)::integer as day
    from ruled, lateral (values ('protocol', protocol_start, protocol_years), ('law', law_start, law_years)) as term(whose, start, years)
    where start is not null and years is not null
),
-- The same day of the month so many years later; a 29 February that is not there becomes the 28th.
ended as (
    select number, whose,
        make_date(year, month, case
            when month = 2 and day = 29 and not (mod(year, 4) = 0 and (mod(year, 100) <> 0 or mod(year, 400) = 0)) then 28
            else day
        end) as until
    from counted
)
select
    ruled.number,
    ruled.version,
    protocol.until as protocol_until,
    law.until as law_until,
    case
        when ruled.protocol_speaks and ruled.protocol_start is null then null -- the clock of the protocol has not started
        when protocol.until is null then law.until + 1
        when law.until is null or law.until < protocol.until then protocol.until + 1
        else law.until + 1 -- a statutory minimum wins over a shorter term
    end as destroy_from,
    case
        when ruled.protocol_speaks and ruled.law_speaks then 'both'
        when ruled.protocol_speaks then 'protocol'
        else 'law' -- also where neither has a term
    end as source
from ruled
left join ended as protocol on protocol.number = ruled.number and protocol.whose = 'protocol'
left join ended as law on law.number = ruled.number and law.whose = 'law'
order by ruled.number
