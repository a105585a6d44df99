"""Which party may see which person, as one question to the database.

A party sees a person when it sent one of the person's records, or when one was sent to it; the neutral
body sees all.  Only the neutral body's rows hold children too: ``access`` keeps those to their officer.
"""

FILL = """
insert into registry_sight (party_id, person_id, sort_key)
select party_id, person_id, min(sort_key) from (
    select l.sender_id as party_id, r.person_id, r.sort_key
      from registry_sourcerecord r
      join registry_listversion v on v.id = r.version_id
      join registry_partylist l on l.id = v.party_list_id
     where r.person_id is not null
    union all
    select s.party_id, r.person_id, r.sort_key
      from registry_sourcerecord r
      join registry_listversion v on v.id = r.version_id
      join registry_partylist_shared_with s on s.partylist_id = v.party_list_id
     where r.person_id is not null
    union all
    select p.code, r.person_id, r.sort_key
      from registry_sourcerecord r
      cross join accounts_party p
     where p.role = 'neutral' and r.person_id is not null
) seen
group by party_id, person_id
"""
