-- Children out of school by SDG region, year, sex and level, from the countries' rates and school-age populations.
-- Plain SQL for DuckDB, Spark and Trino alike, over two tables named as in data/tables: observations, region_members.
-- A country without a rate counts with the rate of its region, as on the dashboard; docs/serving.md says how to run it.
WITH rates AS (
    SELECT place, year, sex, level, value AS rate
    FROM observations
    WHERE source = 'view' AND release = '2025' AND measure = 'rate_pct' AND level <> 'all'
),
persons AS (
    SELECT place, year, sex, level, value AS persons
    FROM observations
    WHERE source = 'here' AND release = 'view-2025+wpp-2024' AND measure = 'school_age_population'
        AND level <> 'all' AND place NOT LIKE '%:%'  -- countries; regions have a colon
),
countries AS (
    SELECT persons.place, persons.year, persons.sex, persons.level, persons.persons, rates.rate
    FROM persons
    LEFT JOIN rates ON rates.place = persons.place AND rates.year = persons.year
        AND rates.sex = persons.sex AND rates.level = persons.level
),
homes AS (  -- the seven regions that cover the world without overlap
    SELECT place, region
    FROM region_members
    WHERE region IN (
        'SDG: Sub-Saharan Africa', 'SDG: Northern Africa and Western Asia', 'SDG: Central and Southern Asia',
        'SDG: Eastern and South-Eastern Asia', 'SDG: Latin America and the Caribbean', 'SDG: Oceania',
        'SDG: Europe and Northern America'
    )
),
stand_ins AS (
    SELECT homes.region, year, sex, level, sum(rate * persons) / sum(persons) AS rate
    FROM countries JOIN homes ON homes.place = countries.place
    WHERE rate IS NOT NULL
    GROUP BY homes.region, year, sex, level
),
filled AS (
    SELECT countries.place, countries.year, countries.sex, countries.level, persons,
        coalesce(countries.rate, stand_ins.rate) * persons / 100 AS children
    FROM countries
    LEFT JOIN homes ON homes.place = countries.place
    LEFT JOIN stand_ins ON stand_ins.region = homes.region AND stand_ins.year = countries.year
        AND stand_ins.sex = countries.sex AND stand_ins.level = countries.level
),
levels AS (
    SELECT members.region, year, sex, level, sum(children) AS children
    FROM filled JOIN region_members AS members ON members.place = filled.place
    WHERE members.region LIKE 'SDG: %'
    GROUP BY members.region, year, sex, level
),
sums AS (  -- to a millionth of a child, for engines add in any order
    SELECT region, year, sex, level, round(children, 6) AS children FROM levels
    UNION ALL
    SELECT region, year, sex, 'all' AS level, round(sum(children), 6) AS children FROM levels GROUP BY region, year, sex
)
SELECT region, year, sex, level,  -- whole children, a half to the even number, as the tables are rounded
    CASE WHEN children - floor(children) = 0.5 THEN 2 * round(children / 2) ELSE round(children) END AS children
FROM sums
