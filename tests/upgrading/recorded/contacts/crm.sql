BEGIN TRANSACTION;
CREATE TABLE address_feed (newest INTEGER NOT NULL);
INSERT INTO "address_feed" VALUES(18);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE contact_change (
	entry_id INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	told_seq BIGINT NOT NULL, 
	PRIMARY KEY (entry_id, owner_id)
)
 WITHOUT ROWID

;
INSERT INTO "contact_change" VALUES(1,2,0,9);
INSERT INTO "contact_change" VALUES(2,2,0,2);
INSERT INTO "contact_change" VALUES(3,2,0,13);
INSERT INTO "contact_change" VALUES(4,1,0,4);
INSERT INTO "contact_change" VALUES(5,1,0,18);
INSERT INTO "contact_change" VALUES(6,1,0,19);
INSERT INTO "contact_change" VALUES(7,1,0,7);
INSERT INTO "contact_change" VALUES(8,2,0,16);
INSERT INTO "contact_change" VALUES(9,3,0,21);
CREATE TABLE contact_entry (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	"key" TEXT, 
	owner_id INTEGER NOT NULL, 
	origin TEXT DEFAULT 'api' NOT NULL, 
	person_id INTEGER, 
	sharing TEXT DEFAULT 'list' NOT NULL, 
	kept_back TEXT DEFAULT '[]' NOT NULL, 
	display_name TEXT DEFAULT '' NOT NULL, 
	company TEXT DEFAULT '' NOT NULL, 
	emails TEXT DEFAULT '[]' NOT NULL, 
	given_name TEXT DEFAULT '' NOT NULL, 
	middle_name TEXT DEFAULT '' NOT NULL, 
	surname TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	suffix TEXT DEFAULT '' NOT NULL, 
	nickname TEXT DEFAULT '' NOT NULL, 
	department TEXT DEFAULT '' NOT NULL, 
	job_title TEXT DEFAULT '' NOT NULL, 
	mobile_phone TEXT DEFAULT '' NOT NULL, 
	web_page TEXT DEFAULT '' NOT NULL, 
	notes TEXT DEFAULT '' NOT NULL, 
	business_address TEXT DEFAULT '[]' NOT NULL, 
	home_address TEXT DEFAULT '[]' NOT NULL, 
	other_address TEXT DEFAULT '[]' NOT NULL, 
	business_phones TEXT DEFAULT '[]' NOT NULL, 
	home_phones TEXT DEFAULT '[]' NOT NULL, 
	categories TEXT DEFAULT '[]' NOT NULL, 
	birthday TEXT, 
	sort_name TEXT DEFAULT '' NOT NULL, 
	sought TEXT DEFAULT '' NOT NULL, 
	version INTEGER DEFAULT '1' NOT NULL, 
	created_at TEXT NOT NULL, 
	modified_at TEXT NOT NULL, 
	CONSTRAINT contact_origin CHECK (origin IN ('page', 'import', 'api', 'sync')), 
	CONSTRAINT contact_sharing CHECK (sharing IN ('private', 'list', 'firm')), 
	FOREIGN KEY(owner_id) REFERENCES staff (id), 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
);
INSERT INTO "contact_entry" VALUES(1,'f20c20f3f03f8a2f175e02f8312721df8c9c7270',2,'page',NULL,'list','[]','plhggyuqifgiven1028 plhggyuqiffamily1029','Some plhggyuqifcompany1031','["plhggyuqiflocal1043@plhggyuqifdomain1044.contact.test","plhggyuqiflocal1046@plhggyuqifdomain1047.contact.test"]','plhggyuqifgiven1028','','plhggyuqiffamily1029','','','Some plhggyuqifnickname1030','Some plhggyuqifdepartment1032','Some plhggyuqifjobtitle1033','+991 921 5200365','https://plhggyuqifpage1040.test/','plhggyuqifnotes1080','["plhggyuqifstreet1041","plhggyuqifcity1042","","",""]','[]','[]','["+991 912 8952310"]','["+991 031 5127434"]','["plhggyuqifcategory1050"]','1971-04-05','plhggyuqifgiven1028 plhggyuqiffamily1029','plhggyuqifgiven1028 plhggyuqiffamily1029
some plhggyuqifcompany1031
plhggyuqiflocal1043@plhggyuqifdomain1044.contact.test
plhggyuqiflocal1046@plhggyuqifdomain1047.contact.test',2,'2026-11-21T13:20:14.535495+00:00','2026-11-21T13:20:31.434073+00:00');
INSERT INTO "contact_entry" VALUES(2,NULL,2,'page',NULL,'list','[]','plhggyuqifgiven1051 plhggyuqiffamily1052','Some plhggyuqifcompany1054','["plhggyuqiflocal1085@plhggyuqifdomain1086.contact.test"]','plhggyuqifgiven1051','','plhggyuqiffamily1052','','','','','plhggyuqiftitle1084','+991 095 3542265','','plhggyuqifnotes1087','[]','[]','[]','[]','[]','[]',NULL,'plhggyuqifgiven1051 plhggyuqiffamily1052','plhggyuqifgiven1051 plhggyuqiffamily1052
some plhggyuqifcompany1054
plhggyuqiflocal1085@plhggyuqifdomain1086.contact.test',1,'2026-11-21T13:20:14.565772+00:00','2026-11-21T13:20:14.565772+00:00');
INSERT INTO "contact_entry" VALUES(3,'fec2f67805a9939c92be62ae46fcdc059bc6fe7d',2,'page',NULL,'list','[]','plhggyuqifgiven1088 plhggyuqiffamily1089','plhggyuqifcompany1090','["plhggyuqiflocal1092@plhggyuqifdomain1093.contact.test"]','plhggyuqifgiven1088','','plhggyuqiffamily1089','','','','','plhggyuqiftitle1836','+991 651 9921395','','plhggyuqifnotes1094','[]','[]','[]','[]','[]','[]',NULL,'plhggyuqifgiven1088 plhggyuqiffamily1089','plhggyuqifgiven1088 plhggyuqiffamily1089
plhggyuqifcompany1090
plhggyuqiflocal1092@plhggyuqifdomain1093.contact.test',3,'2026-11-21T13:20:14.586167+00:00','2026-11-21T13:20:35.244761+00:00');
INSERT INTO "contact_entry" VALUES(4,'5156e7eb627c16a77fbc937f69adc4c05a7d915e',1,'sync',NULL,'list','[]','plhggyuqifgiven889 plhggyuqiffamily890','Some plhggyuqifcompany892','["plhggyuqiflocal904@plhggyuqifdomain905.contact.test","plhggyuqiflocal907@plhggyuqifdomain908.contact.test"]','plhggyuqifgiven889','','plhggyuqiffamily890','','','Some plhggyuqifnickname891','Some plhggyuqifdepartment893','Some plhggyuqifjobtitle894','+991 856 9654982','https://plhggyuqifpage901.test/','','["plhggyuqifstreet902","plhggyuqifcity903","","",""]','[]','[]','["+991 980 0871612"]','["+991 224 7413195"]','["plhggyuqifcategory911"]','1971-04-05','plhggyuqifgiven889 plhggyuqiffamily890','plhggyuqifgiven889 plhggyuqiffamily890
some plhggyuqifcompany892
plhggyuqiflocal904@plhggyuqifdomain905.contact.test
plhggyuqiflocal907@plhggyuqifdomain908.contact.test',1,'2026-11-21T13:20:29.741471+00:00','2026-11-21T13:20:29.741471+00:00');
INSERT INTO "contact_entry" VALUES(5,'76f5373941333fd9d89d8f1adfc5deac38479ed1',1,'sync',17,'list','[]','plhggyuqifgiven1095 plhggyuqiffamily1096','Some plhggyuqifcompany1098','["plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test","plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test"]','plhggyuqifgiven1095','','plhggyuqiffamily1096','','','Some plhggyuqifnickname1097','Some plhggyuqifdepartment1099','plhggyuqiftitle1837','+991 837 7730327','https://plhggyuqifpage1107.test/','','["plhggyuqifstreet1108","plhggyuqifcity1109","","",""]','[]','[]','["+991 885 2311287"]','["+991 336 1028715"]','["plhggyuqifcategory1117"]','1971-04-05','plhggyuqifgiven1095 plhggyuqiffamily1096','plhggyuqifgiven1095 plhggyuqiffamily1096
some plhggyuqifcompany1098
plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test
plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test',3,'2026-11-21T13:20:29.771568+00:00','2026-11-21T13:20:40.420207+00:00');
INSERT INTO "contact_entry" VALUES(6,'c6bed92eaf598349c4bcdaf6141f4491560a434d',1,'sync',NULL,'list','[]','plhggyuqifgiven866 plhggyuqiffamily867','Some plhggyuqifcompany869','["plhggyuqiflocal881@plhggyuqifdomain882.contact.test","plhggyuqiflocal884@plhggyuqifdomain885.contact.test"]','plhggyuqifgiven866','','plhggyuqiffamily867','','','Some plhggyuqifnickname868','Some plhggyuqifdepartment870','plhggyuqiftitle1897','+991 666 5806363','https://plhggyuqifpage878.test/','','["plhggyuqifstreet879","plhggyuqifcity880","","",""]','[]','[]','["+991 160 8592392"]','["+991 202 2579518"]','["plhggyuqifcategory888"]','1971-04-05','plhggyuqifgiven866 plhggyuqiffamily867','plhggyuqifgiven866 plhggyuqiffamily867
some plhggyuqifcompany869
plhggyuqiflocal881@plhggyuqifdomain882.contact.test
plhggyuqiflocal884@plhggyuqifdomain885.contact.test',3,'2026-11-21T13:20:29.771568+00:00','2026-11-21T13:20:49.237312+00:00');
INSERT INTO "contact_entry" VALUES(7,'d3ad766592abbe5ebb79214ab245c8dfaf6d81ba',1,'sync',NULL,'list','[]','plhggyuqifgiven912 plhggyuqiffamily913','Some plhggyuqifcompany915','[]','plhggyuqifgiven912','','plhggyuqiffamily913','','','Some plhggyuqifnickname914','Some plhggyuqifdepartment916','Some plhggyuqifjobtitle917','+991 679 8655397','https://plhggyuqifpage924.test/','','["plhggyuqifstreet925","plhggyuqifcity926","","",""]','[]','[]','["+991 094 0389048"]','["+991 202 9399649"]','["plhggyuqifcategory934"]','1971-04-05','plhggyuqifgiven912 plhggyuqiffamily913','plhggyuqifgiven912 plhggyuqiffamily913
some plhggyuqifcompany915',1,'2026-11-21T13:20:29.771568+00:00','2026-11-21T13:20:29.771568+00:00');
INSERT INTO "contact_entry" VALUES(8,'0e03f17e922b7539ee3c85aaf0a09e05fff62b89',2,'sync',17,'list','[]','plhggyuqifgiven1095 plhggyuqiffamily1096','Some plhggyuqifcompany1098','["plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test","plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test"]','plhggyuqifgiven1095','','plhggyuqiffamily1096','','','Some plhggyuqifnickname1097','Some plhggyuqifdepartment1099','plhggyuqiftitle1837','+991 837 7730327','https://plhggyuqifpage1107.test/','','["plhggyuqifstreet1108","plhggyuqifcity1109","","",""]','[]','[]','["+991 885 2311287"]','["+991 336 1028715"]','["plhggyuqifcategory1117"]','1971-04-05','plhggyuqifgiven1095 plhggyuqiffamily1096','plhggyuqifgiven1095 plhggyuqiffamily1096
some plhggyuqifcompany1098
plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test
plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test',3,'2026-11-21T13:20:31.402989+00:00','2026-11-21T13:20:36.608846+00:00');
INSERT INTO "contact_entry" VALUES(9,'447cb624ca4d305c469fce38c637a1a2835b8491',3,'page',NULL,'list','[]','plhggyuqifgiven1904 plhggyuqiffamily1905','plhggyuqifcompany1906','["plhggyuqiflocal1908@plhggyuqifdomain1909.contact.test"]','plhggyuqifgiven1904','','plhggyuqiffamily1905','','','','','plhggyuqiftitle1907','+991 746 2382360','','plhggyuqifnotes1910','[]','[]','[]','[]','[]','[]',NULL,'plhggyuqifgiven1904 plhggyuqiffamily1905','plhggyuqifgiven1904 plhggyuqiffamily1905
plhggyuqifcompany1906
plhggyuqiflocal1908@plhggyuqifdomain1909.contact.test',2,'2026-11-21T13:20:56.892310+00:00','2026-11-21T13:21:06.711867+00:00');
CREATE TABLE contact_feed (newest INTEGER NOT NULL);
INSERT INTO "contact_feed" VALUES(21);
CREATE TABLE contact_key (
	owner_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	value TEXT NOT NULL, 
	entry_id INTEGER NOT NULL, 
	PRIMARY KEY (owner_id, kind, value, entry_id), 
	FOREIGN KEY(entry_id) REFERENCES contact_entry (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "contact_key" VALUES(2,'email','plhggyuqiflocal1043@plhggyuqifdomain1044.contact.test',1);
INSERT INTO "contact_key" VALUES(2,'email','plhggyuqiflocal1046@plhggyuqifdomain1047.contact.test',1);
INSERT INTO "contact_key" VALUES(2,'name','plhggyuqiffamily1029 plhggyuqifgiven1028',1);
INSERT INTO "contact_key" VALUES(2,'phone','+9910315127434',1);
INSERT INTO "contact_key" VALUES(2,'phone','+9919128952310',1);
INSERT INTO "contact_key" VALUES(2,'phone','+9919215200365',1);
INSERT INTO "contact_key" VALUES(2,'email','plhggyuqiflocal1085@plhggyuqifdomain1086.contact.test',2);
INSERT INTO "contact_key" VALUES(2,'name','plhggyuqiffamily1052 plhggyuqifgiven1051',2);
INSERT INTO "contact_key" VALUES(2,'phone','+9910953542265',2);
INSERT INTO "contact_key" VALUES(2,'email','plhggyuqiflocal1092@plhggyuqifdomain1093.contact.test',3);
INSERT INTO "contact_key" VALUES(2,'name','plhggyuqiffamily1089 plhggyuqifgiven1088',3);
INSERT INTO "contact_key" VALUES(2,'phone','+9916519921395',3);
INSERT INTO "contact_key" VALUES(1,'email','plhggyuqiflocal904@plhggyuqifdomain905.contact.test',4);
INSERT INTO "contact_key" VALUES(1,'email','plhggyuqiflocal907@plhggyuqifdomain908.contact.test',4);
INSERT INTO "contact_key" VALUES(1,'name','plhggyuqiffamily890 plhggyuqifgiven889',4);
INSERT INTO "contact_key" VALUES(1,'phone','+9912247413195',4);
INSERT INTO "contact_key" VALUES(1,'phone','+9918569654982',4);
INSERT INTO "contact_key" VALUES(1,'phone','+9919800871612',4);
INSERT INTO "contact_key" VALUES(1,'email','plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test',5);
INSERT INTO "contact_key" VALUES(1,'email','plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test',5);
INSERT INTO "contact_key" VALUES(1,'name','plhggyuqiffamily1096 plhggyuqifgiven1095',5);
INSERT INTO "contact_key" VALUES(1,'phone','+9913361028715',5);
INSERT INTO "contact_key" VALUES(1,'phone','+9918377730327',5);
INSERT INTO "contact_key" VALUES(1,'phone','+9918852311287',5);
INSERT INTO "contact_key" VALUES(1,'email','plhggyuqiflocal881@plhggyuqifdomain882.contact.test',6);
INSERT INTO "contact_key" VALUES(1,'email','plhggyuqiflocal884@plhggyuqifdomain885.contact.test',6);
INSERT INTO "contact_key" VALUES(1,'name','plhggyuqiffamily867 plhggyuqifgiven866',6);
INSERT INTO "contact_key" VALUES(1,'phone','+9911608592392',6);
INSERT INTO "contact_key" VALUES(1,'phone','+9912022579518',6);
INSERT INTO "contact_key" VALUES(1,'phone','+9916665806363',6);
INSERT INTO "contact_key" VALUES(1,'name','plhggyuqiffamily913 plhggyuqifgiven912',7);
INSERT INTO "contact_key" VALUES(1,'phone','+9910940389048',7);
INSERT INTO "contact_key" VALUES(1,'phone','+9912029399649',7);
INSERT INTO "contact_key" VALUES(1,'phone','+9916798655397',7);
INSERT INTO "contact_key" VALUES(2,'email','plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test',8);
INSERT INTO "contact_key" VALUES(2,'email','plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test',8);
INSERT INTO "contact_key" VALUES(2,'name','plhggyuqiffamily1096 plhggyuqifgiven1095',8);
INSERT INTO "contact_key" VALUES(2,'phone','+9913361028715',8);
INSERT INTO "contact_key" VALUES(2,'phone','+9918377730327',8);
INSERT INTO "contact_key" VALUES(2,'phone','+9918852311287',8);
INSERT INTO "contact_key" VALUES(3,'email','plhggyuqiflocal1908@plhggyuqifdomain1909.contact.test',9);
INSERT INTO "contact_key" VALUES(3,'name','plhggyuqiffamily1905 plhggyuqifgiven1904',9);
INSERT INTO "contact_key" VALUES(3,'phone','+9917462382360',9);
CREATE TABLE contact_mark (
	owner_id INTEGER NOT NULL, 
	generation BIGINT NOT NULL, 
	PRIMARY KEY (owner_id)
);
INSERT INTO "contact_mark" VALUES(1,4);
INSERT INTO "contact_mark" VALUES(2,2);
INSERT INTO "contact_mark" VALUES(3,1);
CREATE TABLE email_activity (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	"key" TEXT NOT NULL, 
	direction TEXT NOT NULL, 
	sent_at TEXT NOT NULL, 
	received_at TEXT NOT NULL, 
	synced_at TEXT NOT NULL, 
	subject TEXT, 
	preview TEXT, 
	body TEXT, 
	has_attachments BOOLEAN NOT NULL, 
	is_matched BOOLEAN NOT NULL, 
	sentiment_label TEXT NOT NULL, 
	sentiment_score DOUBLE NOT NULL, 
	sentiment_scorer TEXT NOT NULL, 
	risk_lexicon TEXT NOT NULL, 
	risk_terms TEXT, 
	unreadable_entries INTEGER NOT NULL
);
INSERT INTO "email_activity" VALUES(1,'59c119b47746ad4dc4563998c16f337ff447e93e','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.318220+00:00','Our cover up plhggyuqifsubject118','I am very unhappy about the grey area.

plhggyuqifbody119','I am very unhappy about the grey area.

plhggyuqifbody119',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(2,'e16197ce13de01e8c492371e0103dba9cd015dc4','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.318220+00:00','Our cover up plhggyuqifsubject141','Unhappy
plhggyuqifbody124','Unhappy
plhggyuqifbody124',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(3,'5208ea9b6a5bbbe6b7aba102880aa9f2e051ff67','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.749885+00:00','Our cover up plhggyuqifsubject486','Unhappy
plhggyuqifbody469','Unhappy
plhggyuqifbody469',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(4,'ba431b99d71a307f1385f026241219884deb3933','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.749885+00:00','Our cover up plhggyuqifsubject463','I am very unhappy about the grey area.

plhggyuqifbody464','I am very unhappy about the grey area.

plhggyuqifbody464',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(5,'37789df64e88e30f1d4a3236737d0c80c91ea055','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.784394+00:00','Our cover up plhggyuqifsubject417','I am very unhappy about the grey area.

plhggyuqifbody418','I am very unhappy about the grey area.

plhggyuqifbody418',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(6,'77aa7200968c109c2baf1eee9b01a6190b4c8d1a','outbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.784394+00:00','Our cover up plhggyuqifsubject441','I am very unhappy about the grey area.

plhggyuqifbody442','I am very unhappy about the grey area.

plhggyuqifbody442',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(7,'80924f56c1d9c7a5345b93fa3975287236b779ba','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.784394+00:00','Our cover up plhggyuqifsubject394','I am very unhappy about the grey area.

plhggyuqifbody395','I am very unhappy about the grey area.

plhggyuqifbody395',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(8,'425bfb0f7b152d37510192474b5ffad58ec8c418','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.793792+00:00','Our cover up plhggyuqifsubject72','I am very unhappy about the grey area.

plhggyuqifbody73','I am very unhappy about the grey area.

plhggyuqifbody73',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(9,'68e11cf4ab32f90a1f1f7387676bfad22ea0d6b0','outbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.793792+00:00','Our cover up plhggyuqifsubject96','I am very unhappy about the grey area.

plhggyuqifbody97','I am very unhappy about the grey area.

plhggyuqifbody97',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(10,'afcd7080580618bb5d35c1430aa42f94c50d4e42','inbound','2026-11-18T13:20:14.000000+00:00','2026-11-18T13:20:14.000000+00:00','2026-11-21T13:20:29.793792+00:00','Our cover up plhggyuqifsubject49','I am very unhappy about the grey area.

plhggyuqifbody50','I am very unhappy about the grey area.

plhggyuqifbody50',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(11,'1e1cbdca3b63ff3b9c0e9267deafff5156e05b54','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.373373+00:00','Our cover up plhggyuqifsubject1479','I am very unhappy about the grey area.

plhggyuqifbody1480','I am very unhappy about the grey area.

plhggyuqifbody1480',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(12,'26d599303d35d9bbd109c2609862dfea111a3fed','outbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.373373+00:00','Our cover up plhggyuqifsubject1526','I am very unhappy about the grey area.

plhggyuqifbody1527','I am very unhappy about the grey area.

plhggyuqifbody1527',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(13,'d4418530f19f7622bcb929f817586de5aeaecfab','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.373373+00:00','Our cover up plhggyuqifsubject1502','I am very unhappy about the grey area.

plhggyuqifbody1503','I am very unhappy about the grey area.

plhggyuqifbody1503',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(14,'be0a743db8d90402cd2a488cf4fb846cdcf29bb2','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.590583+00:00','Our cover up plhggyuqifsubject1548','I am very unhappy about the grey area.

plhggyuqifbody1549','I am very unhappy about the grey area.

plhggyuqifbody1549',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(15,'20ba35b2e1dec6a3688e5fe60eb4b25c3b17b232','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.593484+00:00','Our cover up plhggyuqifsubject1157','I am very unhappy about the grey area.

plhggyuqifbody1158','I am very unhappy about the grey area.

plhggyuqifbody1158',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(16,'4032394e0cf4528d4f6f9c23382e3e5e4ac69eaf','outbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.593484+00:00','Our cover up plhggyuqifsubject1181','I am very unhappy about the grey area.

plhggyuqifbody1182','I am very unhappy about the grey area.

plhggyuqifbody1182',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(17,'ed047ce5e81d6c047b385ef54aa123447b44c485','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.593484+00:00','Our cover up plhggyuqifsubject1134','I am very unhappy about the grey area.

plhggyuqifbody1135','I am very unhappy about the grey area.

plhggyuqifbody1135',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(18,'d394a2c4407f6c02f2e2d0c6692ad8758cae3e80','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.600517+00:00','Our cover up plhggyuqifsubject1203','I am very unhappy about the grey area.

plhggyuqifbody1204','I am very unhappy about the grey area.

plhggyuqifbody1204',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(19,'e7d263d7bae0b67d9db29f4b4b1010e0ce059494','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.606632+00:00','Our cover up plhggyuqifsubject1226','Unhappy
plhggyuqifbody1209','Unhappy
plhggyuqifbody1209',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(20,'484c8737d632f627eb7273241a9f7069b169147b','inbound','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:35.000000+00:00','2026-11-21T13:20:38.617865+00:00','Our cover up plhggyuqifsubject1571','Unhappy
plhggyuqifbody1554','Unhappy
plhggyuqifbody1554',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(21,'83b13cc85a161081b288c523c8ea449d62b6f24b','inbound','2026-11-21T13:20:58.000000+00:00','2026-11-21T13:20:58.000000+00:00','2026-11-21T13:21:06.310266+00:00','Our cover up plhggyuqifsubject1949','I am very unhappy about the grey area.

plhggyuqifbody1950','I am very unhappy about the grey area.

plhggyuqifbody1950',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(22,'33a91e09a8c95a7b1b1d97242406fb8b27f6d4f4','inbound','2026-11-21T13:20:56.000000+00:00','2026-11-21T13:20:56.000000+00:00','2026-11-21T13:21:06.319193+00:00','Our cover up plhggyuqifsubject1927','I am very unhappy about the grey area.

plhggyuqifbody1928','I am very unhappy about the grey area.

plhggyuqifbody1928',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
CREATE TABLE email_copy (
	activity_id INTEGER NOT NULL, 
	mailbox TEXT NOT NULL, 
	owner_id INTEGER, 
	PRIMARY KEY (activity_id, mailbox), 
	FOREIGN KEY(activity_id) REFERENCES email_activity (id) ON DELETE CASCADE, 
	FOREIGN KEY(owner_id) REFERENCES staff (id) ON DELETE SET NULL
)
 WITHOUT ROWID

;
INSERT INTO "email_copy" VALUES(1,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(2,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(3,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(4,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(5,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(6,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(7,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(8,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(9,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(10,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(11,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(12,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(13,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(14,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(15,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(16,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(17,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(18,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(19,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(20,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(21,'7b50bd3b-1ecb-9c6d-cf68-f07865dabd23',4);
INSERT INTO "email_copy" VALUES(22,'5dffbbd8-0b6b-640e-d6ae-1cc3c50ede58',3);
CREATE TABLE email_participant (
	activity_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	address TEXT NOT NULL, 
	untagged TEXT, 
	name TEXT NOT NULL, 
	is_internal BOOLEAN NOT NULL, 
	PRIMARY KEY (activity_id, role, address), 
	FOREIGN KEY(activity_id) REFERENCES email_activity (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "email_participant" VALUES(1,'bcc','plhggyuqiflocal114@plhggyuqifdomain115.hidden.test',NULL,'Plhggyuqifgiven116 plhggyuqiffamily117',0);
INSERT INTO "email_participant" VALUES(1,'cc','plhggyuqiflocal110@plhggyuqifdomain111.other.test',NULL,'Plhggyuqifgiven112 plhggyuqiffamily113',0);
INSERT INTO "email_participant" VALUES(1,'from','plhggyuqiflocal104@plhggyuqifdomain105.client.test',NULL,'Plhggyuqifgiven106 plhggyuqiffamily107',0);
INSERT INTO "email_participant" VALUES(1,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven108 plhggyuqiffamily109',1);
INSERT INTO "email_participant" VALUES(2,'bcc','plhggyuqiflocal137@plhggyuqifdomain138.hidden.test',NULL,'Plhggyuqifgiven139 plhggyuqiffamily140',0);
INSERT INTO "email_participant" VALUES(2,'cc','plhggyuqiflocal133@plhggyuqifdomain134.other.test',NULL,'Plhggyuqifgiven135 plhggyuqiffamily136',0);
INSERT INTO "email_participant" VALUES(2,'from','plhggyuqiflocal127@plhggyuqifdomain128.client.test',NULL,'Plhggyuqifgiven129 plhggyuqiffamily130',0);
INSERT INTO "email_participant" VALUES(2,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven131 plhggyuqiffamily132',1);
INSERT INTO "email_participant" VALUES(3,'bcc','plhggyuqiflocal482@plhggyuqifdomain483.hidden.test',NULL,'Plhggyuqifgiven484 plhggyuqiffamily485',0);
INSERT INTO "email_participant" VALUES(3,'cc','plhggyuqiflocal478@plhggyuqifdomain479.other.test',NULL,'Plhggyuqifgiven480 plhggyuqiffamily481',0);
INSERT INTO "email_participant" VALUES(3,'from','plhggyuqiflocal472@plhggyuqifdomain473.client.test',NULL,'Plhggyuqifgiven474 plhggyuqiffamily475',0);
INSERT INTO "email_participant" VALUES(3,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven476 plhggyuqiffamily477',1);
INSERT INTO "email_participant" VALUES(4,'bcc','plhggyuqiflocal459@plhggyuqifdomain460.hidden.test',NULL,'Plhggyuqifgiven461 plhggyuqiffamily462',0);
INSERT INTO "email_participant" VALUES(4,'cc','plhggyuqiflocal455@plhggyuqifdomain456.other.test',NULL,'Plhggyuqifgiven457 plhggyuqiffamily458',0);
INSERT INTO "email_participant" VALUES(4,'from','plhggyuqiflocal449@plhggyuqifdomain450.client.test',NULL,'Plhggyuqifgiven451 plhggyuqiffamily452',0);
INSERT INTO "email_participant" VALUES(4,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven453 plhggyuqiffamily454',1);
INSERT INTO "email_participant" VALUES(5,'bcc','plhggyuqiflocal413@plhggyuqifdomain414.hidden.test',NULL,'Plhggyuqifgiven415 plhggyuqiffamily416',0);
INSERT INTO "email_participant" VALUES(5,'cc','plhggyuqiflocal409@plhggyuqifdomain410.other.test',NULL,'Plhggyuqifgiven411 plhggyuqiffamily412',0);
INSERT INTO "email_participant" VALUES(5,'from','plhggyuqiflocal403@plhggyuqifdomain404.client.test',NULL,'Plhggyuqifgiven405 plhggyuqiffamily406',0);
INSERT INTO "email_participant" VALUES(5,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven407 plhggyuqiffamily408',1);
INSERT INTO "email_participant" VALUES(6,'bcc','plhggyuqiflocal437@plhggyuqifdomain438.hidden.test',NULL,'Plhggyuqifgiven439 plhggyuqiffamily440',0);
INSERT INTO "email_participant" VALUES(6,'cc','plhggyuqiflocal433@plhggyuqifdomain434.other.test',NULL,'Plhggyuqifgiven435 plhggyuqiffamily436',0);
INSERT INTO "email_participant" VALUES(6,'from','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven423 plhggyuqiffamily424',1);
INSERT INTO "email_participant" VALUES(6,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven431 plhggyuqiffamily432',1);
INSERT INTO "email_participant" VALUES(7,'bcc','plhggyuqiflocal390@plhggyuqifdomain391.hidden.test',NULL,'Plhggyuqifgiven392 plhggyuqiffamily393',0);
INSERT INTO "email_participant" VALUES(7,'cc','plhggyuqiflocal386@plhggyuqifdomain387.other.test',NULL,'Plhggyuqifgiven388 plhggyuqiffamily389',0);
INSERT INTO "email_participant" VALUES(7,'from','plhggyuqiflocal380@plhggyuqifdomain381.client.test',NULL,'Plhggyuqifgiven382 plhggyuqiffamily383',0);
INSERT INTO "email_participant" VALUES(7,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven384 plhggyuqiffamily385',1);
INSERT INTO "email_participant" VALUES(8,'bcc','plhggyuqiflocal68@plhggyuqifdomain69.hidden.test',NULL,'Plhggyuqifgiven70 plhggyuqiffamily71',0);
INSERT INTO "email_participant" VALUES(8,'cc','plhggyuqiflocal64@plhggyuqifdomain65.other.test',NULL,'Plhggyuqifgiven66 plhggyuqiffamily67',0);
INSERT INTO "email_participant" VALUES(8,'from','plhggyuqiflocal58@plhggyuqifdomain59.client.test',NULL,'Plhggyuqifgiven60 plhggyuqiffamily61',0);
INSERT INTO "email_participant" VALUES(8,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven62 plhggyuqiffamily63',1);
INSERT INTO "email_participant" VALUES(9,'bcc','plhggyuqiflocal92@plhggyuqifdomain93.hidden.test',NULL,'Plhggyuqifgiven94 plhggyuqiffamily95',0);
INSERT INTO "email_participant" VALUES(9,'cc','plhggyuqiflocal88@plhggyuqifdomain89.other.test',NULL,'Plhggyuqifgiven90 plhggyuqiffamily91',0);
INSERT INTO "email_participant" VALUES(9,'from','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven78 plhggyuqiffamily79',1);
INSERT INTO "email_participant" VALUES(9,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven86 plhggyuqiffamily87',1);
INSERT INTO "email_participant" VALUES(10,'bcc','plhggyuqiflocal45@plhggyuqifdomain46.hidden.test',NULL,'Plhggyuqifgiven47 plhggyuqiffamily48',0);
INSERT INTO "email_participant" VALUES(10,'cc','plhggyuqiflocal41@plhggyuqifdomain42.other.test',NULL,'Plhggyuqifgiven43 plhggyuqiffamily44',0);
INSERT INTO "email_participant" VALUES(10,'from','plhggyuqiflocal35@plhggyuqifdomain36.client.test',NULL,'Plhggyuqifgiven37 plhggyuqiffamily38',0);
INSERT INTO "email_participant" VALUES(10,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven39 plhggyuqiffamily40',1);
INSERT INTO "email_participant" VALUES(11,'bcc','plhggyuqiflocal1475@plhggyuqifdomain1476.hidden.test',NULL,'Plhggyuqifgiven1477 plhggyuqiffamily1478',0);
INSERT INTO "email_participant" VALUES(11,'cc','plhggyuqiflocal1471@plhggyuqifdomain1472.other.test',NULL,'Plhggyuqifgiven1473 plhggyuqiffamily1474',0);
INSERT INTO "email_participant" VALUES(11,'from','plhggyuqiflocal1465@plhggyuqifdomain1466.client.test',NULL,'Plhggyuqifgiven1467 plhggyuqiffamily1468',0);
INSERT INTO "email_participant" VALUES(11,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1469 plhggyuqiffamily1470',1);
INSERT INTO "email_participant" VALUES(12,'bcc','plhggyuqiflocal1522@plhggyuqifdomain1523.hidden.test',NULL,'Plhggyuqifgiven1524 plhggyuqiffamily1525',0);
INSERT INTO "email_participant" VALUES(12,'cc','plhggyuqiflocal1518@plhggyuqifdomain1519.other.test',NULL,'Plhggyuqifgiven1520 plhggyuqiffamily1521',0);
INSERT INTO "email_participant" VALUES(12,'from','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1508 plhggyuqiffamily1509',1);
INSERT INTO "email_participant" VALUES(12,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1516 plhggyuqiffamily1517',1);
INSERT INTO "email_participant" VALUES(13,'bcc','plhggyuqiflocal1498@plhggyuqifdomain1499.hidden.test',NULL,'Plhggyuqifgiven1500 plhggyuqiffamily1501',0);
INSERT INTO "email_participant" VALUES(13,'cc','plhggyuqiflocal1494@plhggyuqifdomain1495.other.test',NULL,'Plhggyuqifgiven1496 plhggyuqiffamily1497',0);
INSERT INTO "email_participant" VALUES(13,'from','plhggyuqiflocal1488@plhggyuqifdomain1489.client.test',NULL,'Plhggyuqifgiven1490 plhggyuqiffamily1491',0);
INSERT INTO "email_participant" VALUES(13,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1492 plhggyuqiffamily1493',1);
INSERT INTO "email_participant" VALUES(14,'bcc','plhggyuqiflocal1544@plhggyuqifdomain1545.hidden.test',NULL,'Plhggyuqifgiven1546 plhggyuqiffamily1547',0);
INSERT INTO "email_participant" VALUES(14,'cc','plhggyuqiflocal1540@plhggyuqifdomain1541.other.test',NULL,'Plhggyuqifgiven1542 plhggyuqiffamily1543',0);
INSERT INTO "email_participant" VALUES(14,'from','plhggyuqiflocal1534@plhggyuqifdomain1535.client.test',NULL,'Plhggyuqifgiven1536 plhggyuqiffamily1537',0);
INSERT INTO "email_participant" VALUES(14,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1538 plhggyuqiffamily1539',1);
INSERT INTO "email_participant" VALUES(15,'bcc','plhggyuqiflocal1153@plhggyuqifdomain1154.hidden.test',NULL,'Plhggyuqifgiven1155 plhggyuqiffamily1156',0);
INSERT INTO "email_participant" VALUES(15,'cc','plhggyuqiflocal1149@plhggyuqifdomain1150.other.test',NULL,'Plhggyuqifgiven1151 plhggyuqiffamily1152',0);
INSERT INTO "email_participant" VALUES(15,'from','plhggyuqiflocal1143@plhggyuqifdomain1144.client.test',NULL,'Plhggyuqifgiven1145 plhggyuqiffamily1146',0);
INSERT INTO "email_participant" VALUES(15,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven1147 plhggyuqiffamily1148',1);
INSERT INTO "email_participant" VALUES(16,'bcc','plhggyuqiflocal1177@plhggyuqifdomain1178.hidden.test',NULL,'Plhggyuqifgiven1179 plhggyuqiffamily1180',0);
INSERT INTO "email_participant" VALUES(16,'cc','plhggyuqiflocal1173@plhggyuqifdomain1174.other.test',NULL,'Plhggyuqifgiven1175 plhggyuqiffamily1176',0);
INSERT INTO "email_participant" VALUES(16,'from','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven1163 plhggyuqiffamily1164',1);
INSERT INTO "email_participant" VALUES(16,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven1171 plhggyuqiffamily1172',1);
INSERT INTO "email_participant" VALUES(17,'bcc','plhggyuqiflocal1130@plhggyuqifdomain1131.hidden.test',NULL,'Plhggyuqifgiven1132 plhggyuqiffamily1133',0);
INSERT INTO "email_participant" VALUES(17,'cc','plhggyuqiflocal1126@plhggyuqifdomain1127.other.test',NULL,'Plhggyuqifgiven1128 plhggyuqiffamily1129',0);
INSERT INTO "email_participant" VALUES(17,'from','plhggyuqiflocal1120@plhggyuqifdomain1121.client.test',NULL,'Plhggyuqifgiven1122 plhggyuqiffamily1123',0);
INSERT INTO "email_participant" VALUES(17,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven1124 plhggyuqiffamily1125',1);
INSERT INTO "email_participant" VALUES(18,'bcc','plhggyuqiflocal1199@plhggyuqifdomain1200.hidden.test',NULL,'Plhggyuqifgiven1201 plhggyuqiffamily1202',0);
INSERT INTO "email_participant" VALUES(18,'cc','plhggyuqiflocal1195@plhggyuqifdomain1196.other.test',NULL,'Plhggyuqifgiven1197 plhggyuqiffamily1198',0);
INSERT INTO "email_participant" VALUES(18,'from','plhggyuqiflocal1189@plhggyuqifdomain1190.client.test',NULL,'Plhggyuqifgiven1191 plhggyuqiffamily1192',0);
INSERT INTO "email_participant" VALUES(18,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven1193 plhggyuqiffamily1194',1);
INSERT INTO "email_participant" VALUES(19,'bcc','plhggyuqiflocal1222@plhggyuqifdomain1223.hidden.test',NULL,'Plhggyuqifgiven1224 plhggyuqiffamily1225',0);
INSERT INTO "email_participant" VALUES(19,'cc','plhggyuqiflocal1218@plhggyuqifdomain1219.other.test',NULL,'Plhggyuqifgiven1220 plhggyuqiffamily1221',0);
INSERT INTO "email_participant" VALUES(19,'from','plhggyuqiflocal1212@plhggyuqifdomain1213.client.test',NULL,'Plhggyuqifgiven1214 plhggyuqiffamily1215',0);
INSERT INTO "email_participant" VALUES(19,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven1216 plhggyuqiffamily1217',1);
INSERT INTO "email_participant" VALUES(20,'bcc','plhggyuqiflocal1567@plhggyuqifdomain1568.hidden.test',NULL,'Plhggyuqifgiven1569 plhggyuqiffamily1570',0);
INSERT INTO "email_participant" VALUES(20,'cc','plhggyuqiflocal1563@plhggyuqifdomain1564.other.test',NULL,'Plhggyuqifgiven1565 plhggyuqiffamily1566',0);
INSERT INTO "email_participant" VALUES(20,'from','plhggyuqiflocal1557@plhggyuqifdomain1558.client.test',NULL,'Plhggyuqifgiven1559 plhggyuqiffamily1560',0);
INSERT INTO "email_participant" VALUES(20,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1561 plhggyuqiffamily1562',1);
INSERT INTO "email_participant" VALUES(21,'bcc','plhggyuqiflocal1945@plhggyuqifdomain1946.hidden.test',NULL,'Plhggyuqifgiven1947 plhggyuqiffamily1948',0);
INSERT INTO "email_participant" VALUES(21,'cc','plhggyuqiflocal1941@plhggyuqifdomain1942.other.test',NULL,'Plhggyuqifgiven1943 plhggyuqiffamily1944',0);
INSERT INTO "email_participant" VALUES(21,'from','plhggyuqiflocal1935@plhggyuqifdomain1936.client.test',NULL,'Plhggyuqifgiven1937 plhggyuqiffamily1938',0);
INSERT INTO "email_participant" VALUES(21,'to','plhggyuqiflocal7@plhggyuqifdomain8.firm.test',NULL,'Plhggyuqifgiven1939 plhggyuqiffamily1940',1);
INSERT INTO "email_participant" VALUES(22,'bcc','plhggyuqiflocal1923@plhggyuqifdomain1924.hidden.test',NULL,'Plhggyuqifgiven1925 plhggyuqiffamily1926',0);
INSERT INTO "email_participant" VALUES(22,'cc','plhggyuqiflocal1919@plhggyuqifdomain1920.other.test',NULL,'Plhggyuqifgiven1921 plhggyuqiffamily1922',0);
INSERT INTO "email_participant" VALUES(22,'from','plhggyuqiflocal1913@plhggyuqifdomain1914.client.test',NULL,'Plhggyuqifgiven1915 plhggyuqiffamily1916',0);
INSERT INTO "email_participant" VALUES(22,'to','plhggyuqiflocal5@plhggyuqifdomain6.firm.test',NULL,'Plhggyuqifgiven1917 plhggyuqiffamily1918',1);
CREATE TABLE email_relation (
	activity_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	matched_by TEXT NOT NULL, 
	is_ambiguous BOOLEAN NOT NULL, 
	is_by_hand BOOLEAN NOT NULL, 
	PRIMARY KEY (activity_id, person_id), 
	FOREIGN KEY(activity_id) REFERENCES email_activity (id) ON DELETE CASCADE, 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "email_relation" VALUES(2,3,'plhggyuqiflocal127@plhggyuqifdomain128.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(4,10,'plhggyuqiflocal449@plhggyuqifdomain450.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(5,9,'plhggyuqiflocal403@plhggyuqifdomain404.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(10,1,'plhggyuqiflocal35@plhggyuqifdomain36.client.test','email',0,0);
CREATE TABLE erasure (
	address_hash TEXT NOT NULL, 
	PRIMARY KEY (address_hash)
);
CREATE TABLE event (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	"key" TEXT, 
	owner_id INTEGER, 
	origin TEXT DEFAULT 'api' NOT NULL, 
	subject TEXT NOT NULL, 
	starts_at TEXT NOT NULL, 
	ends_at TEXT NOT NULL, 
	zone TEXT DEFAULT 'UTC' NOT NULL, 
	is_all_day BOOLEAN DEFAULT 0 NOT NULL, 
	body TEXT DEFAULT '' NOT NULL, 
	privacy TEXT DEFAULT 'normal' NOT NULL, 
	show_as TEXT DEFAULT 'busy' NOT NULL, 
	is_cancelled BOOLEAN DEFAULT 0 NOT NULL, 
	rrule TEXT, 
	series_id INTEGER, 
	original_start TEXT, 
	organiser TEXT, 
	attendees_total INTEGER DEFAULT '0' NOT NULL, 
	version INTEGER DEFAULT '1' NOT NULL, 
	created_at TEXT NOT NULL, 
	modified_at TEXT NOT NULL, 
	CONSTRAINT event_origin CHECK (origin IN ('page', 'import', 'api', 'sync')), 
	CONSTRAINT event_privacy CHECK (privacy IN ('normal', 'private')), 
	CONSTRAINT event_span CHECK (ends_at >= starts_at), 
	CONSTRAINT event_slot CHECK ((series_id IS NULL) = (original_start IS NULL)), 
	FOREIGN KEY(owner_id) REFERENCES staff (id) ON DELETE SET NULL, 
	FOREIGN KEY(series_id) REFERENCES event (id) ON DELETE CASCADE
);
INSERT INTO "event" VALUES(1,'194b03279b8a6b4586708b29ba2c459acfc32e5a',1,'sync','Review with plhggyuqifsubject749','2026-11-22T02:00:00.000000+00:00','2026-11-22T03:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody750','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:20:29.417698+00:00','2026-11-21T13:20:29.417698+00:00');
INSERT INTO "event" VALUES(2,'524f0af607048d9a7592965cdc4b231943bab821',1,'sync','Review with plhggyuqifsubject779','2026-11-22T04:00:00.000000+00:00','2026-11-22T05:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody780','normal','tentative',0,NULL,NULL,NULL,'plhggyuqiflocal770@plhggyuqifdomain771.host.test',2,1,'2026-11-21T13:20:29.417698+00:00','2026-11-21T13:20:29.417698+00:00');
INSERT INTO "event" VALUES(3,'62e915c5336286fde063ba002e260c60534a05f4',1,'sync','Review with plhggyuqifsubject749','2026-11-29T02:00:00.000000+00:00','2026-11-29T03:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody750','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:20:29.417698+00:00','2026-11-21T13:20:29.417698+00:00');
INSERT INTO "event" VALUES(4,'b4f589183c07071823249870e32affa33adca925',1,'sync','Changed to plhggyuqifsubject1896','2026-11-23T01:00:00.000000+00:00','2026-11-23T02:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody740','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,4,'2026-11-21T13:20:30.777973+00:00','2026-11-21T13:20:49.885989+00:00');
INSERT INTO "event" VALUES(5,'b91f027c12d7eb3c24c5b1f4e7b09cf01c9e679e',1,'sync','Review with plhggyuqifsubject760','2026-11-22T03:00:00.000000+00:00','2026-11-22T04:00:00.000000+00:00','Europe/Berlin',0,'Agenda
plhggyuqifrich759
________________
Join the meeting now','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:20:30.916007+00:00','2026-11-21T13:20:30.916007+00:00');
INSERT INTO "event" VALUES(6,'c1f71bfce4ed73a8c9843b1101b9a5429bb43a09',1,'sync','Review with plhggyuqifsubject749','2026-12-06T02:00:00.000000+00:00','2026-12-06T03:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody750','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:20:30.916007+00:00','2026-11-21T13:20:30.916007+00:00');
INSERT INTO "event" VALUES(7,'1fdd602cc7f041e05d4c06af3bda814891ba852c',2,'page','Talk about plhggyuqifmade1819','2026-11-22T01:00:00.000000+00:00','2026-11-22T02:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1822','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal3@plhggyuqifdomain4.firm.test',1,2,'2026-11-21T13:20:35.227872+00:00','2026-11-21T13:20:39.610799+00:00');
INSERT INTO "event" VALUES(8,'c2438596073910e0ddd3423aa6a495567bef10f1',2,'page','Talk about plhggyuqifmade1823','2026-11-22T02:00:00.000000+00:00','2026-11-22T03:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1826','normal','busy',0,'FREQ=WEEKLY;COUNT=3',NULL,NULL,'plhggyuqiflocal3@plhggyuqifdomain4.firm.test',1,2,'2026-11-21T13:20:35.227872+00:00','2026-11-21T13:20:39.610799+00:00');
INSERT INTO "event" VALUES(9,NULL,5,'page','Talk about plhggyuqifmade1827','2026-11-22T01:00:00.000000+00:00','2026-11-22T02:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1834','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal9@plhggyuqifdomain10.firm.test',5,1,'2026-11-21T13:20:35.227872+00:00','2026-11-21T13:20:35.227872+00:00');
INSERT INTO "event" VALUES(10,'062603cdaa17a28b2c4bd4b1f04eb85e788ce6b6',3,'page','Talk about plhggyuqifmade1900','2026-11-22T01:00:00.000000+00:00','2026-11-22T02:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1903','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal5@plhggyuqifdomain6.firm.test',1,2,'2026-11-21T13:20:56.815426+00:00','2026-11-21T13:21:06.373718+00:00');
CREATE TABLE event_attendee (
	event_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	address TEXT NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT 'required' NOT NULL, 
	answer TEXT DEFAULT 'none' NOT NULL, 
	person_id INTEGER, 
	matched_by TEXT DEFAULT '' NOT NULL, 
	staff_id INTEGER, 
	resource_id INTEGER, 
	PRIMARY KEY (event_id, position), 
	FOREIGN KEY(event_id) REFERENCES event (id) ON DELETE CASCADE, 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL, 
	FOREIGN KEY(staff_id) REFERENCES staff (id) ON DELETE SET NULL, 
	FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE SET NULL
)
 WITHOUT ROWID

;
INSERT INTO "event_attendee" VALUES(1,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifgiven752 plhggyuqiffamily753','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(1,1,'plhggyuqiflocal754@plhggyuqifdomain755.other.test','Plhggyuqifgiven756 plhggyuqiffamily757','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(2,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifgiven777 plhggyuqiffamily778','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(2,1,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test','Plhggyuqifgiven775 plhggyuqiffamily776','required','none',NULL,'',1,NULL);
INSERT INTO "event_attendee" VALUES(3,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifgiven752 plhggyuqiffamily753','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(3,1,'plhggyuqiflocal754@plhggyuqifdomain755.other.test','Plhggyuqifgiven756 plhggyuqiffamily757','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(4,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifgiven742 plhggyuqiffamily743','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(4,1,'plhggyuqiflocal744@plhggyuqifdomain745.other.test','Plhggyuqifgiven746 plhggyuqiffamily747','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(5,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifgiven763 plhggyuqiffamily764','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(5,1,'plhggyuqiflocal765@plhggyuqifdomain766.other.test','Plhggyuqifgiven767 plhggyuqiffamily768','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(6,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifgiven752 plhggyuqiffamily753','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(6,1,'plhggyuqiflocal754@plhggyuqifdomain755.other.test','Plhggyuqifgiven756 plhggyuqiffamily757','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(7,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifguest1821','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(8,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifguest1825','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,0,'plhggyuqiflocal1809@plhggyuqifdomain1810.stranger.test','Plhggyuqifguest1829','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,1,'plhggyuqiflocal1811@plhggyuqifdomain1812.stranger.test','Plhggyuqifguest1830','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,2,'plhggyuqiflocal1813@plhggyuqifdomain1814.stranger.test','Plhggyuqifguest1831','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,3,'plhggyuqiflocal1815@plhggyuqifdomain1816.stranger.test','Plhggyuqifguest1832','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,4,'plhggyuqiflocal1817@plhggyuqifdomain1818.stranger.test','Plhggyuqifguest1833','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(10,0,'plhggyuqiflocal1898@plhggyuqifdomain1899.late.test','Plhggyuqifguest1902','required','none',NULL,'',NULL,NULL);
CREATE TABLE event_change (
	event_id INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	told_seq BIGINT NOT NULL, 
	PRIMARY KEY (event_id, owner_id)
)
 WITHOUT ROWID

;
INSERT INTO "event_change" VALUES(1,1,0,1);
INSERT INTO "event_change" VALUES(2,1,0,2);
INSERT INTO "event_change" VALUES(3,1,0,3);
INSERT INTO "event_change" VALUES(4,1,0,14);
INSERT INTO "event_change" VALUES(5,1,0,5);
INSERT INTO "event_change" VALUES(6,1,0,6);
INSERT INTO "event_change" VALUES(7,2,0,11);
INSERT INTO "event_change" VALUES(8,2,0,12);
INSERT INTO "event_change" VALUES(9,5,0,9);
INSERT INTO "event_change" VALUES(10,3,0,16);
CREATE TABLE event_deleted (
	"key" TEXT NOT NULL, 
	deleted_at TEXT NOT NULL, 
	PRIMARY KEY ("key")
)
 WITHOUT ROWID

;
CREATE TABLE event_feed (newest INTEGER NOT NULL);
INSERT INTO "event_feed" VALUES(16);
CREATE TABLE event_place (
	event_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (event_id, position), 
	FOREIGN KEY(event_id) REFERENCES event (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "event_place" VALUES(1,0,'Room plhggyuqifplace751');
INSERT INTO "event_place" VALUES(2,0,'Room plhggyuqifplace781');
INSERT INTO "event_place" VALUES(3,0,'Room plhggyuqifplace751');
INSERT INTO "event_place" VALUES(4,0,'Room plhggyuqifplace741');
INSERT INTO "event_place" VALUES(5,0,'Room plhggyuqifplace762');
INSERT INTO "event_place" VALUES(6,0,'Room plhggyuqifplace751');
INSERT INTO "event_place" VALUES(7,0,'Room plhggyuqifroom1820');
INSERT INTO "event_place" VALUES(8,0,'Room plhggyuqifroom1824');
INSERT INTO "event_place" VALUES(9,0,'Room plhggyuqifroom1828');
INSERT INTO "event_place" VALUES(10,0,'Room plhggyuqifroom1901');
CREATE TABLE event_relation (
	event_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	PRIMARY KEY (event_id, person_id), 
	FOREIGN KEY(event_id) REFERENCES event (id) ON DELETE CASCADE, 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE person (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT DEFAULT 'individual' NOT NULL, 
	name TEXT NOT NULL, 
	client TEXT DEFAULT '' NOT NULL, 
	segment TEXT DEFAULT '' NOT NULL, 
	is_key BOOLEAN DEFAULT 0 NOT NULL, 
	latest_sentiment TEXT DEFAULT 'none' NOT NULL, 
	latest_sentiment_at TEXT, 
	latest_sentiment_activity INTEGER, 
	version INTEGER DEFAULT '1' NOT NULL, given_name TEXT DEFAULT '' NOT NULL, middle_name TEXT DEFAULT '' NOT NULL, surname TEXT DEFAULT '' NOT NULL, title TEXT DEFAULT '' NOT NULL, suffix TEXT DEFAULT '' NOT NULL, nickname TEXT DEFAULT '' NOT NULL, department TEXT DEFAULT '' NOT NULL, job_title TEXT DEFAULT '' NOT NULL, mobile_phone TEXT DEFAULT '' NOT NULL, web_page TEXT DEFAULT '' NOT NULL, notes TEXT DEFAULT '' NOT NULL, business_address TEXT DEFAULT '[]' NOT NULL, home_address TEXT DEFAULT '[]' NOT NULL, other_address TEXT DEFAULT '[]' NOT NULL, business_phones TEXT DEFAULT '[]' NOT NULL, home_phones TEXT DEFAULT '[]' NOT NULL, categories TEXT DEFAULT '[]' NOT NULL, birthday TEXT, display_name TEXT, modified_at TEXT, 
	CONSTRAINT person_kind CHECK (kind IN ('individual', 'contact'))
);
INSERT INTO "person" VALUES(1,'individual','plhggyuqifperson723','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(2,'individual','plhggyuqifperson724','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(3,'individual','plhggyuqifperson725','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(4,'individual','plhggyuqifperson726','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(5,'individual','plhggyuqifperson727','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(6,'individual','plhggyuqifperson728','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(7,'individual','plhggyuqifperson729','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(8,'individual','plhggyuqifperson730','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(9,'individual','plhggyuqifperson731','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(10,'individual','plhggyuqifperson732','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(11,'individual','plhggyuqifperson733','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(12,'individual','plhggyuqifperson734','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(13,'individual','plhggyuqifperson735','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(14,'individual','plhggyuqifperson736','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(15,'individual','plhggyuqifperson737','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(16,'individual','plhggyuqifperson738','','',0,'none',NULL,NULL,1,'','','','','','','','','','','','[]','[]','[]','[]','[]','[]',NULL,NULL,NULL);
INSERT INTO "person" VALUES(17,'individual','plhggyuqifgiven1095 plhggyuqiffamily1096','Some plhggyuqifcompany1098','',0,'none',NULL,NULL,3,'plhggyuqifgiven1095','','plhggyuqiffamily1096','','','','Some plhggyuqifdepartment1099','plhggyuqiftitle1837','','https://plhggyuqifpage1107.test/','','["plhggyuqifstreet1108","plhggyuqifcity1109","","",""]','[]','[]','["+991 885 2311287"]','[]','[]',NULL,'plhggyuqifgiven1095 plhggyuqiffamily1096','2026-11-21T13:20:35.255600+00:00');
CREATE TABLE person_address (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	address TEXT NOT NULL, 
	match_key TEXT, 
	added_seq BIGINT, position INTEGER, 
	CONSTRAINT person_address_length CHECK (length(address) BETWEEN 1 AND 320), 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "person_address" VALUES(1,1,'email','plhggyuqiflocal35@plhggyuqifdomain36.client.test','plhggyuqiflocal35@plhggyuqifdomain36.client.test',1,0);
INSERT INTO "person_address" VALUES(2,2,'email','plhggyuqiflocal82@plhggyuqifdomain83.client.test','plhggyuqiflocal82@plhggyuqifdomain83.client.test',2,0);
INSERT INTO "person_address" VALUES(3,3,'email','plhggyuqiflocal127@plhggyuqifdomain128.client.test','plhggyuqiflocal127@plhggyuqifdomain128.client.test',3,0);
INSERT INTO "person_address" VALUES(4,4,'email','plhggyuqiflocal175@plhggyuqifdomain176.client.test','plhggyuqiflocal175@plhggyuqifdomain176.client.test',4,0);
INSERT INTO "person_address" VALUES(5,5,'email','plhggyuqiflocal219@plhggyuqifdomain220.client.test','plhggyuqiflocal219@plhggyuqifdomain220.client.test',5,0);
INSERT INTO "person_address" VALUES(6,6,'email','plhggyuqiflocal263@plhggyuqifdomain264.client.test','plhggyuqiflocal263@plhggyuqifdomain264.client.test',6,0);
INSERT INTO "person_address" VALUES(7,7,'email','plhggyuqiflocal310@plhggyuqifdomain311.client.test','plhggyuqiflocal310@plhggyuqifdomain311.client.test',7,0);
INSERT INTO "person_address" VALUES(8,8,'email','plhggyuqiflocal358@plhggyuqifdomain359.client.test','plhggyuqiflocal358@plhggyuqifdomain359.client.test',8,0);
INSERT INTO "person_address" VALUES(9,9,'email','plhggyuqiflocal403@plhggyuqifdomain404.client.test','plhggyuqiflocal403@plhggyuqifdomain404.client.test',9,0);
INSERT INTO "person_address" VALUES(10,10,'email','plhggyuqiflocal449@plhggyuqifdomain450.client.test','plhggyuqiflocal449@plhggyuqifdomain450.client.test',10,0);
INSERT INTO "person_address" VALUES(11,11,'email','plhggyuqiflocal498@plhggyuqifdomain499.client.test','plhggyuqiflocal498@plhggyuqifdomain499.client.test',11,0);
INSERT INTO "person_address" VALUES(12,12,'email','plhggyuqiflocal542@plhggyuqifdomain543.client.test','plhggyuqiflocal542@plhggyuqifdomain543.client.test',12,0);
INSERT INTO "person_address" VALUES(13,13,'email','plhggyuqiflocal586@plhggyuqifdomain587.client.test','plhggyuqiflocal586@plhggyuqifdomain587.client.test',13,0);
INSERT INTO "person_address" VALUES(14,14,'email','plhggyuqiflocal630@plhggyuqifdomain631.client.test','plhggyuqiflocal630@plhggyuqifdomain631.client.test',14,0);
INSERT INTO "person_address" VALUES(15,15,'email','plhggyuqiflocal678@plhggyuqifdomain679.client.test','plhggyuqiflocal678@plhggyuqifdomain679.client.test',15,0);
INSERT INTO "person_address" VALUES(16,16,'email','plhggyuqiflocal16@plhggyuqifdomain17.guest.test','plhggyuqiflocal16@plhggyuqifdomain17.guest.test',16,0);
INSERT INTO "person_address" VALUES(17,17,'email','plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test','plhggyuqiflocal1110@plhggyuqifdomain1111.contact.test',17,0);
INSERT INTO "person_address" VALUES(18,17,'contact_point','plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test','plhggyuqiflocal1113@plhggyuqifdomain1114.contact.test',18,1);
CREATE TABLE person_key (
	kind TEXT NOT NULL, 
	value TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	PRIMARY KEY (kind, value, person_id), 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
INSERT INTO "person_key" VALUES('name','plhggyuqifperson723',1);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson724',2);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson725',3);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson726',4);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson727',5);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson728',6);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson729',7);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson730',8);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson731',9);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson732',10);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson733',11);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson734',12);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson735',13);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson736',14);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson737',15);
INSERT INTO "person_key" VALUES('name','plhggyuqifperson738',16);
INSERT INTO "person_key" VALUES('name','plhggyuqiffamily1096 plhggyuqifgiven1095',17);
INSERT INTO "person_key" VALUES('phone','+9918852311287',17);
CREATE TABLE resource (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL
);
CREATE TABLE staff (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	address TEXT NOT NULL
);
INSERT INTO "staff" VALUES(1,'anna','plhggyuqiflocal1@plhggyuqifdomain2.firm.test');
INSERT INTO "staff" VALUES(2,'bo','plhggyuqiflocal3@plhggyuqifdomain4.firm.test');
INSERT INTO "staff" VALUES(3,'crashing','plhggyuqiflocal5@plhggyuqifdomain6.firm.test');
INSERT INTO "staff" VALUES(4,'failing','plhggyuqiflocal7@plhggyuqifdomain8.firm.test');
INSERT INTO "staff" VALUES(5,'waiting','plhggyuqiflocal9@plhggyuqifdomain10.firm.test');
CREATE INDEX person_name ON person (lower(name), id);
CREATE UNIQUE INDEX person_address_match ON person_address (match_key, person_id, kind);
CREATE INDEX person_address_person ON person_address (person_id);
CREATE UNIQUE INDEX staff_address ON staff (lower(address));
CREATE TRIGGER person_address_added AFTER INSERT ON person_address BEGIN
         UPDATE address_feed SET newest = newest + 1;
         UPDATE person_address SET added_seq = (SELECT newest FROM address_feed),
           match_key = coalesce(NEW.match_key, lower(trim(NEW.address))) WHERE id = NEW.id;
       END;
CREATE TRIGGER person_address_changed AFTER UPDATE OF person_id, kind, address ON person_address
       BEGIN
         UPDATE address_feed SET newest = newest + 1;
         UPDATE person_address SET added_seq = (SELECT newest FROM address_feed),
           match_key = CASE WHEN NEW.address <> OLD.address AND NEW.match_key IS OLD.match_key
             THEN lower(trim(NEW.address)) ELSE NEW.match_key END
         WHERE id = NEW.id;
       END;
CREATE INDEX person_address_feed ON person_address (added_seq);
CREATE UNIQUE INDEX email_activity_key ON email_activity ("key");
CREATE INDEX email_activity_sent ON email_activity (sent_at, id);
CREATE INDEX email_activity_synced ON email_activity (synced_at);
CREATE INDEX email_activity_unmatched ON email_activity (sent_at, id) WHERE NOT is_matched;
CREATE INDEX email_activity_risk ON email_activity (sent_at, id) WHERE risk_terms IS NOT NULL;
CREATE INDEX email_activity_pending ON email_activity (sent_at, id) WHERE sentiment_label = 'pending';
CREATE INDEX email_participant_address ON email_participant (address, activity_id) WHERE NOT is_internal;
CREATE INDEX email_participant_untagged ON email_participant (untagged, activity_id) WHERE untagged IS NOT NULL AND NOT is_internal;
CREATE INDEX email_relation_person ON email_relation (person_id, activity_id);
CREATE INDEX email_copy_mailbox ON email_copy (mailbox, activity_id);
CREATE TRIGGER email_relation_added AFTER INSERT ON email_relation BEGIN
         UPDATE email_activity SET is_matched = 1 WHERE id = NEW.activity_id AND NOT is_matched;
       END;
CREATE TRIGGER email_relation_removed AFTER DELETE ON email_relation BEGIN
         UPDATE email_activity SET is_matched = 0 WHERE id = OLD.activity_id
           AND NOT EXISTS (SELECT 1 FROM email_relation WHERE activity_id = OLD.activity_id);
       END;
CREATE INDEX person_client ON person (lower(client));
CREATE UNIQUE INDEX event_key ON event ("key");
CREATE UNIQUE INDEX event_series ON event (series_id, original_start);
CREATE INDEX event_owner ON event (owner_id, id);
CREATE INDEX event_starts ON event (starts_at, id);
CREATE INDEX event_repeats ON event (starts_at) WHERE rrule IS NOT NULL;
CREATE INDEX event_attendee_person ON event_attendee (person_id, event_id) WHERE person_id IS NOT NULL;
CREATE INDEX event_attendee_staff ON event_attendee (staff_id, event_id) WHERE staff_id IS NOT NULL;
CREATE INDEX event_attendee_resource ON event_attendee (resource_id, event_id) WHERE resource_id IS NOT NULL;
CREATE INDEX event_relation_person ON event_relation (person_id, event_id);
CREATE TRIGGER event_added AFTER INSERT ON event BEGIN 
  UPDATE event_feed SET newest = newest + 1 WHERE NEW.series_id IS NOT NULL;
  DELETE FROM event_change WHERE (event_id, owner_id)
    IN (SELECT id, owner_id FROM event WHERE id = NEW.series_id);
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT s.id, s.owner_id, 0, newest FROM event_feed, event s
    WHERE s.id = NEW.series_id AND s.owner_id IS NOT NULL;

  UPDATE event_feed SET newest = newest + 1;
  DELETE FROM event_change WHERE event_id = NEW.id AND owner_id = NEW.owner_id;
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT NEW.id, NEW.owner_id, 0, newest FROM event_feed WHERE NEW.owner_id IS NOT NULL;
 END;
CREATE TRIGGER event_changed AFTER UPDATE ON event BEGIN UPDATE event SET version = OLD.version + 1 WHERE id = NEW.id;
  UPDATE event_feed SET newest = newest + 1 WHERE NEW.series_id IS NOT NULL;
  DELETE FROM event_change WHERE (event_id, owner_id)
    IN (SELECT id, owner_id FROM event WHERE id = NEW.series_id);
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT s.id, s.owner_id, 0, newest FROM event_feed, event s
    WHERE s.id = NEW.series_id AND s.owner_id IS NOT NULL;

  UPDATE event_feed SET newest = newest + 1;
  DELETE FROM event_change WHERE event_id = NEW.id AND owner_id = NEW.owner_id;
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT NEW.id, NEW.owner_id, 0, newest FROM event_feed WHERE NEW.owner_id IS NOT NULL;
 END;
CREATE TRIGGER event_passed_on AFTER UPDATE OF owner_id ON event WHEN OLD.owner_id IS NOT NEW.owner_id BEGIN 
  UPDATE event_feed SET newest = newest + 1;
  DELETE FROM event_change WHERE event_id = OLD.id AND owner_id = OLD.owner_id;
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT OLD.id, OLD.owner_id, 0, newest FROM event_feed WHERE OLD.owner_id IS NOT NULL;
 END;
CREATE TRIGGER event_deleted AFTER DELETE ON event BEGIN 
  UPDATE event_feed SET newest = newest + 1 WHERE OLD.series_id IS NOT NULL;
  DELETE FROM event_change WHERE (event_id, owner_id)
    IN (SELECT id, owner_id FROM event WHERE id = OLD.series_id);
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT s.id, s.owner_id, 0, newest FROM event_feed, event s
    WHERE s.id = OLD.series_id AND s.owner_id IS NOT NULL;

  UPDATE event_feed SET newest = newest + 1;
  DELETE FROM event_change WHERE event_id = OLD.id AND owner_id = OLD.owner_id;
  INSERT INTO event_change (event_id, owner_id, is_deleted, told_seq)
    SELECT OLD.id, OLD.owner_id, 1, newest FROM event_feed WHERE OLD.owner_id IS NOT NULL;
 END;
CREATE INDEX event_change_owner ON event_change (owner_id, told_seq);
CREATE INDEX event_change_told ON event_change (told_seq);
CREATE INDEX event_attendee_address ON event_attendee (address) WHERE person_id IS NULL AND staff_id IS NULL;
CREATE INDEX event_attendee_untagged ON event_attendee ((substr(address, 1, instr(address, '+') - 1) || substr(address, instr(address, '@')))) WHERE person_id IS NULL AND staff_id IS NULL AND instr(address, '+') > 1;
CREATE TRIGGER event_key_deleted AFTER DELETE ON event WHEN OLD.key IS NOT NULL BEGIN
       INSERT OR REPLACE INTO event_deleted (key, deleted_at)
         VALUES (OLD.key, strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now'));
       END;
CREATE TRIGGER event_key_added AFTER INSERT ON event WHEN NEW.key IS NOT NULL BEGIN
       DELETE FROM event_deleted WHERE key = NEW.key;
       END;
CREATE TRIGGER event_key_given AFTER UPDATE OF key ON event WHEN NEW.key IS NOT OLD.key BEGIN
       DELETE FROM event_deleted WHERE key = NEW.key;
       END;
CREATE UNIQUE INDEX contact_entry_key ON contact_entry ("key");
CREATE INDEX contact_entry_owner ON contact_entry (owner_id, id);
CREATE INDEX contact_entry_name ON contact_entry (owner_id, sort_name, id);
CREATE INDEX contact_entry_person ON contact_entry (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX contact_key_entry ON contact_key (entry_id);
CREATE INDEX person_key_person ON person_key (person_id);
CREATE TRIGGER contact_added AFTER INSERT ON contact_entry BEGIN 
  UPDATE contact_feed SET newest = newest + 1;
  DELETE FROM contact_change WHERE entry_id = NEW.id AND owner_id = NEW.owner_id;
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT NEW.id, NEW.owner_id, 0, newest FROM contact_feed;
 END;
CREATE TRIGGER contact_changed AFTER UPDATE ON contact_entry BEGIN UPDATE contact_entry SET version = version + 1 WHERE id = NEW.id;
  UPDATE contact_feed SET newest = newest + 1;
  DELETE FROM contact_change WHERE entry_id = NEW.id AND owner_id = NEW.owner_id;
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT NEW.id, NEW.owner_id, 0, newest FROM contact_feed;
 END;
CREATE TRIGGER contact_passed_on AFTER UPDATE OF owner_id ON contact_entry WHEN OLD.owner_id <> NEW.owner_id BEGIN 
  UPDATE contact_feed SET newest = newest + 1;
  DELETE FROM contact_change WHERE entry_id = OLD.id AND owner_id = OLD.owner_id;
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT OLD.id, OLD.owner_id, 0, newest FROM contact_feed;
 END;
CREATE TRIGGER contact_deleted AFTER DELETE ON contact_entry BEGIN 
  UPDATE contact_feed SET newest = newest + 1;
  DELETE FROM contact_change WHERE entry_id = OLD.id AND owner_id = OLD.owner_id;
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT OLD.id, OLD.owner_id, 1, newest FROM contact_feed;
 END;
CREATE TRIGGER person_changed AFTER UPDATE OF name, client, display_name, birthday, given_name, middle_name, surname, title, suffix, nickname, department, job_title, mobile_phone, web_page, notes, business_address, home_address, other_address, business_phones, home_phones, categories ON person BEGIN UPDATE person SET version = version + 1 WHERE id = NEW.id;
  DELETE FROM contact_change WHERE (entry_id, owner_id)
    IN (SELECT id, owner_id FROM contact_entry WHERE person_id = NEW.id);
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT e.id, e.owner_id, 0, f.newest + row_number() OVER (ORDER BY e.id)
    FROM contact_feed f, contact_entry e WHERE e.person_id = NEW.id;
  UPDATE contact_feed SET newest = newest
    + (SELECT count(*) FROM contact_entry WHERE person_id = NEW.id);
 END;
CREATE TRIGGER person_given_address AFTER INSERT ON person_address WHEN NEW.position IS NULL BEGIN UPDATE person SET version = version + 1 WHERE id = NEW.person_id;
  DELETE FROM contact_change WHERE (entry_id, owner_id)
    IN (SELECT id, owner_id FROM contact_entry WHERE person_id = NEW.person_id);
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT e.id, e.owner_id, 0, f.newest + row_number() OVER (ORDER BY e.id)
    FROM contact_feed f, contact_entry e WHERE e.person_id = NEW.person_id;
  UPDATE contact_feed SET newest = newest
    + (SELECT count(*) FROM contact_entry WHERE person_id = NEW.person_id);
 END;
CREATE TRIGGER person_changed_address AFTER UPDATE OF person_id, address ON person_address BEGIN UPDATE person SET version = version + 1 WHERE id = NEW.person_id;
  DELETE FROM contact_change WHERE (entry_id, owner_id)
    IN (SELECT id, owner_id FROM contact_entry WHERE person_id = NEW.person_id);
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT e.id, e.owner_id, 0, f.newest + row_number() OVER (ORDER BY e.id)
    FROM contact_feed f, contact_entry e WHERE e.person_id = NEW.person_id;
  UPDATE contact_feed SET newest = newest
    + (SELECT count(*) FROM contact_entry WHERE person_id = NEW.person_id);
 END;
CREATE TRIGGER person_passed_address_on AFTER UPDATE OF person_id ON person_address WHEN OLD.person_id <> NEW.person_id BEGIN UPDATE person SET version = version + 1 WHERE id = OLD.person_id;
  DELETE FROM contact_change WHERE (entry_id, owner_id)
    IN (SELECT id, owner_id FROM contact_entry WHERE person_id = OLD.person_id);
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT e.id, e.owner_id, 0, f.newest + row_number() OVER (ORDER BY e.id)
    FROM contact_feed f, contact_entry e WHERE e.person_id = OLD.person_id;
  UPDATE contact_feed SET newest = newest
    + (SELECT count(*) FROM contact_entry WHERE person_id = OLD.person_id);
 END;
CREATE TRIGGER person_lost_address AFTER DELETE ON person_address WHEN OLD.position IS NOT -1 BEGIN UPDATE person SET version = version + 1 WHERE id = OLD.person_id;
  DELETE FROM contact_change WHERE (entry_id, owner_id)
    IN (SELECT id, owner_id FROM contact_entry WHERE person_id = OLD.person_id);
  INSERT INTO contact_change (entry_id, owner_id, is_deleted, told_seq)
    SELECT e.id, e.owner_id, 0, f.newest + row_number() OVER (ORDER BY e.id)
    FROM contact_feed f, contact_entry e WHERE e.person_id = OLD.person_id;
  UPDATE contact_feed SET newest = newest
    + (SELECT count(*) FROM contact_entry WHERE person_id = OLD.person_id);
 END;
CREATE INDEX contact_change_owner ON contact_change (owner_id, told_seq);
CREATE INDEX contact_change_told ON contact_change (told_seq);
CREATE TRIGGER refusing BEFORE INSERT ON email_activity WHEN NEW.subject LIKE '%refused%' BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END;
CREATE TRIGGER refusing_events BEFORE INSERT ON event WHEN NEW.subject LIKE '%refused%' BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END;
CREATE TRIGGER refusing_entries BEFORE INSERT ON contact_entry WHEN NEW.company LIKE '%refused%' BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('person',17);
INSERT INTO "sqlite_sequence" VALUES('person_address',18);
INSERT INTO "sqlite_sequence" VALUES('staff',5);
INSERT INTO "sqlite_sequence" VALUES('contact_entry',9);
INSERT INTO "sqlite_sequence" VALUES('email_activity',22);
INSERT INTO "sqlite_sequence" VALUES('event',10);
COMMIT;
