BEGIN TRANSACTION;
CREATE TABLE address_feed (newest INTEGER NOT NULL);
INSERT INTO "address_feed" VALUES(16);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
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
INSERT INTO "email_activity" VALUES(1,'59c119b47746ad4dc4563998c16f337ff447e93e','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.561302+00:00','Our cover up plhggyuqifsubject118','I am very unhappy about the grey area.

plhggyuqifbody119','I am very unhappy about the grey area.

plhggyuqifbody119',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(2,'e16197ce13de01e8c492371e0103dba9cd015dc4','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.561302+00:00','Our cover up plhggyuqifsubject141','Unhappy
plhggyuqifbody124','Unhappy
plhggyuqifbody124',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(3,'425bfb0f7b152d37510192474b5ffad58ec8c418','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.566962+00:00','Our cover up plhggyuqifsubject72','I am very unhappy about the grey area.

plhggyuqifbody73','I am very unhappy about the grey area.

plhggyuqifbody73',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(4,'68e11cf4ab32f90a1f1f7387676bfad22ea0d6b0','outbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.566962+00:00','Our cover up plhggyuqifsubject96','I am very unhappy about the grey area.

plhggyuqifbody97','I am very unhappy about the grey area.

plhggyuqifbody97',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(5,'afcd7080580618bb5d35c1430aa42f94c50d4e42','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.566962+00:00','Our cover up plhggyuqifsubject49','I am very unhappy about the grey area.

plhggyuqifbody50','I am very unhappy about the grey area.

plhggyuqifbody50',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(6,'5208ea9b6a5bbbe6b7aba102880aa9f2e051ff67','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.729815+00:00','Our cover up plhggyuqifsubject486','Unhappy
plhggyuqifbody469','Unhappy
plhggyuqifbody469',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(7,'ba431b99d71a307f1385f026241219884deb3933','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.729815+00:00','Our cover up plhggyuqifsubject463','I am very unhappy about the grey area.

plhggyuqifbody464','I am very unhappy about the grey area.

plhggyuqifbody464',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(8,'37789df64e88e30f1d4a3236737d0c80c91ea055','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.734351+00:00','Our cover up plhggyuqifsubject417','I am very unhappy about the grey area.

plhggyuqifbody418','I am very unhappy about the grey area.

plhggyuqifbody418',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(9,'77aa7200968c109c2baf1eee9b01a6190b4c8d1a','outbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.734351+00:00','Our cover up plhggyuqifsubject441','I am very unhappy about the grey area.

plhggyuqifbody442','I am very unhappy about the grey area.

plhggyuqifbody442',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(10,'80924f56c1d9c7a5345b93fa3975287236b779ba','inbound','2026-11-18T13:18:59.000000+00:00','2026-11-18T13:18:59.000000+00:00','2026-11-21T13:19:11.734351+00:00','Our cover up plhggyuqifsubject394','I am very unhappy about the grey area.

plhggyuqifbody395','I am very unhappy about the grey area.

plhggyuqifbody395',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(11,'57c9b7ad5f3b288b80dda960e53d3bf380ab582d','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.647123+00:00','Our cover up plhggyuqifsubject1250','I am very unhappy about the grey area.

plhggyuqifbody1251','I am very unhappy about the grey area.

plhggyuqifbody1251',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(12,'5db991ea114f9644c2c1473d3efd028f5a0a2e4e','outbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.647123+00:00','Our cover up plhggyuqifsubject1274','I am very unhappy about the grey area.

plhggyuqifbody1275','I am very unhappy about the grey area.

plhggyuqifbody1275',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(13,'ef33fb3f95cb8d5db0626b29534f032d8741a714','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.647123+00:00','Our cover up plhggyuqifsubject1227','I am very unhappy about the grey area.

plhggyuqifbody1228','I am very unhappy about the grey area.

plhggyuqifbody1228',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(14,'256ed136be79cf6cb2d23aefcec25831263a62ed','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.728201+00:00','Our cover up plhggyuqifsubject882','I am very unhappy about the grey area.

plhggyuqifbody883','I am very unhappy about the grey area.

plhggyuqifbody883',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(15,'9fdcf0e00e3121c26f93880e5de70a5d2b135b73','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.728201+00:00','Our cover up plhggyuqifsubject905','I am very unhappy about the grey area.

plhggyuqifbody906','I am very unhappy about the grey area.

plhggyuqifbody906',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(16,'cc3b7dd1f2aa828bf507a0e35a6403d45ad444cb','outbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.728201+00:00','Our cover up plhggyuqifsubject929','I am very unhappy about the grey area.

plhggyuqifbody930','I am very unhappy about the grey area.

plhggyuqifbody930',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(17,'3f9c8b3e0e8d9d7494224ee0b37914aff2758a10','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:20.965543+00:00','Our cover up plhggyuqifsubject951','I am very unhappy about the grey area.

plhggyuqifbody952','I am very unhappy about the grey area.

plhggyuqifbody952',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(18,'e951f1a44c2327fa1099fe628ccf6ab7587de821','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:21.113480+00:00','Our cover up plhggyuqifsubject974','Unhappy
plhggyuqifbody957','Unhappy
plhggyuqifbody957',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(19,'6bc13d559710422da49b4cd31196d695759f8461','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:21.221534+00:00','Our cover up plhggyuqifsubject1296','I am very unhappy about the grey area.

plhggyuqifbody1297','I am very unhappy about the grey area.

plhggyuqifbody1297',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(20,'d22e377852ffdf14bdefcfe0517b1f9b4585c33d','inbound','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:15.000000+00:00','2026-11-21T13:19:21.238893+00:00','Our cover up plhggyuqifsubject1319','Unhappy
plhggyuqifbody1302','Unhappy
plhggyuqifbody1302',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(21,'d456130f072014f8c715f18cdd15c4ae2c9e80b7','inbound','2026-11-21T13:19:40.000000+00:00','2026-11-21T13:19:40.000000+00:00','2026-11-21T13:19:49.159102+00:00','Our cover up plhggyuqifsubject1681','I am very unhappy about the grey area.

plhggyuqifbody1682','I am very unhappy about the grey area.

plhggyuqifbody1682',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(22,'5fe0d2c5f9a9ba2875ff7d2dddc171479d873890','inbound','2026-11-21T13:19:38.000000+00:00','2026-11-21T13:19:38.000000+00:00','2026-11-21T13:19:49.233405+00:00','Our cover up plhggyuqifsubject1659','I am very unhappy about the grey area.

plhggyuqifbody1660','I am very unhappy about the grey area.

plhggyuqifbody1660',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
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
INSERT INTO "email_copy" VALUES(3,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(4,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(5,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(6,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(7,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(8,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(9,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(10,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(11,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(12,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(13,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(14,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(15,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(16,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(17,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(18,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(19,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
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
INSERT INTO "email_participant" VALUES(3,'bcc','plhggyuqiflocal68@plhggyuqifdomain69.hidden.test',NULL,'Plhggyuqifgiven70 plhggyuqiffamily71',0);
INSERT INTO "email_participant" VALUES(3,'cc','plhggyuqiflocal64@plhggyuqifdomain65.other.test',NULL,'Plhggyuqifgiven66 plhggyuqiffamily67',0);
INSERT INTO "email_participant" VALUES(3,'from','plhggyuqiflocal58@plhggyuqifdomain59.client.test',NULL,'Plhggyuqifgiven60 plhggyuqiffamily61',0);
INSERT INTO "email_participant" VALUES(3,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven62 plhggyuqiffamily63',1);
INSERT INTO "email_participant" VALUES(4,'bcc','plhggyuqiflocal92@plhggyuqifdomain93.hidden.test',NULL,'Plhggyuqifgiven94 plhggyuqiffamily95',0);
INSERT INTO "email_participant" VALUES(4,'cc','plhggyuqiflocal88@plhggyuqifdomain89.other.test',NULL,'Plhggyuqifgiven90 plhggyuqiffamily91',0);
INSERT INTO "email_participant" VALUES(4,'from','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven78 plhggyuqiffamily79',1);
INSERT INTO "email_participant" VALUES(4,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven86 plhggyuqiffamily87',1);
INSERT INTO "email_participant" VALUES(5,'bcc','plhggyuqiflocal45@plhggyuqifdomain46.hidden.test',NULL,'Plhggyuqifgiven47 plhggyuqiffamily48',0);
INSERT INTO "email_participant" VALUES(5,'cc','plhggyuqiflocal41@plhggyuqifdomain42.other.test',NULL,'Plhggyuqifgiven43 plhggyuqiffamily44',0);
INSERT INTO "email_participant" VALUES(5,'from','plhggyuqiflocal35@plhggyuqifdomain36.client.test',NULL,'Plhggyuqifgiven37 plhggyuqiffamily38',0);
INSERT INTO "email_participant" VALUES(5,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven39 plhggyuqiffamily40',1);
INSERT INTO "email_participant" VALUES(6,'bcc','plhggyuqiflocal482@plhggyuqifdomain483.hidden.test',NULL,'Plhggyuqifgiven484 plhggyuqiffamily485',0);
INSERT INTO "email_participant" VALUES(6,'cc','plhggyuqiflocal478@plhggyuqifdomain479.other.test',NULL,'Plhggyuqifgiven480 plhggyuqiffamily481',0);
INSERT INTO "email_participant" VALUES(6,'from','plhggyuqiflocal472@plhggyuqifdomain473.client.test',NULL,'Plhggyuqifgiven474 plhggyuqiffamily475',0);
INSERT INTO "email_participant" VALUES(6,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven476 plhggyuqiffamily477',1);
INSERT INTO "email_participant" VALUES(7,'bcc','plhggyuqiflocal459@plhggyuqifdomain460.hidden.test',NULL,'Plhggyuqifgiven461 plhggyuqiffamily462',0);
INSERT INTO "email_participant" VALUES(7,'cc','plhggyuqiflocal455@plhggyuqifdomain456.other.test',NULL,'Plhggyuqifgiven457 plhggyuqiffamily458',0);
INSERT INTO "email_participant" VALUES(7,'from','plhggyuqiflocal449@plhggyuqifdomain450.client.test',NULL,'Plhggyuqifgiven451 plhggyuqiffamily452',0);
INSERT INTO "email_participant" VALUES(7,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven453 plhggyuqiffamily454',1);
INSERT INTO "email_participant" VALUES(8,'bcc','plhggyuqiflocal413@plhggyuqifdomain414.hidden.test',NULL,'Plhggyuqifgiven415 plhggyuqiffamily416',0);
INSERT INTO "email_participant" VALUES(8,'cc','plhggyuqiflocal409@plhggyuqifdomain410.other.test',NULL,'Plhggyuqifgiven411 plhggyuqiffamily412',0);
INSERT INTO "email_participant" VALUES(8,'from','plhggyuqiflocal403@plhggyuqifdomain404.client.test',NULL,'Plhggyuqifgiven405 plhggyuqiffamily406',0);
INSERT INTO "email_participant" VALUES(8,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven407 plhggyuqiffamily408',1);
INSERT INTO "email_participant" VALUES(9,'bcc','plhggyuqiflocal437@plhggyuqifdomain438.hidden.test',NULL,'Plhggyuqifgiven439 plhggyuqiffamily440',0);
INSERT INTO "email_participant" VALUES(9,'cc','plhggyuqiflocal433@plhggyuqifdomain434.other.test',NULL,'Plhggyuqifgiven435 plhggyuqiffamily436',0);
INSERT INTO "email_participant" VALUES(9,'from','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven423 plhggyuqiffamily424',1);
INSERT INTO "email_participant" VALUES(9,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven431 plhggyuqiffamily432',1);
INSERT INTO "email_participant" VALUES(10,'bcc','plhggyuqiflocal390@plhggyuqifdomain391.hidden.test',NULL,'Plhggyuqifgiven392 plhggyuqiffamily393',0);
INSERT INTO "email_participant" VALUES(10,'cc','plhggyuqiflocal386@plhggyuqifdomain387.other.test',NULL,'Plhggyuqifgiven388 plhggyuqiffamily389',0);
INSERT INTO "email_participant" VALUES(10,'from','plhggyuqiflocal380@plhggyuqifdomain381.client.test',NULL,'Plhggyuqifgiven382 plhggyuqiffamily383',0);
INSERT INTO "email_participant" VALUES(10,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven384 plhggyuqiffamily385',1);
INSERT INTO "email_participant" VALUES(11,'bcc','plhggyuqiflocal1246@plhggyuqifdomain1247.hidden.test',NULL,'Plhggyuqifgiven1248 plhggyuqiffamily1249',0);
INSERT INTO "email_participant" VALUES(11,'cc','plhggyuqiflocal1242@plhggyuqifdomain1243.other.test',NULL,'Plhggyuqifgiven1244 plhggyuqiffamily1245',0);
INSERT INTO "email_participant" VALUES(11,'from','plhggyuqiflocal1236@plhggyuqifdomain1237.client.test',NULL,'Plhggyuqifgiven1238 plhggyuqiffamily1239',0);
INSERT INTO "email_participant" VALUES(11,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1240 plhggyuqiffamily1241',1);
INSERT INTO "email_participant" VALUES(12,'bcc','plhggyuqiflocal1270@plhggyuqifdomain1271.hidden.test',NULL,'Plhggyuqifgiven1272 plhggyuqiffamily1273',0);
INSERT INTO "email_participant" VALUES(12,'cc','plhggyuqiflocal1266@plhggyuqifdomain1267.other.test',NULL,'Plhggyuqifgiven1268 plhggyuqiffamily1269',0);
INSERT INTO "email_participant" VALUES(12,'from','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1256 plhggyuqiffamily1257',1);
INSERT INTO "email_participant" VALUES(12,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1264 plhggyuqiffamily1265',1);
INSERT INTO "email_participant" VALUES(13,'bcc','plhggyuqiflocal1223@plhggyuqifdomain1224.hidden.test',NULL,'Plhggyuqifgiven1225 plhggyuqiffamily1226',0);
INSERT INTO "email_participant" VALUES(13,'cc','plhggyuqiflocal1219@plhggyuqifdomain1220.other.test',NULL,'Plhggyuqifgiven1221 plhggyuqiffamily1222',0);
INSERT INTO "email_participant" VALUES(13,'from','plhggyuqiflocal1213@plhggyuqifdomain1214.client.test',NULL,'Plhggyuqifgiven1215 plhggyuqiffamily1216',0);
INSERT INTO "email_participant" VALUES(13,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1217 plhggyuqiffamily1218',1);
INSERT INTO "email_participant" VALUES(14,'bcc','plhggyuqiflocal878@plhggyuqifdomain879.hidden.test',NULL,'Plhggyuqifgiven880 plhggyuqiffamily881',0);
INSERT INTO "email_participant" VALUES(14,'cc','plhggyuqiflocal874@plhggyuqifdomain875.other.test',NULL,'Plhggyuqifgiven876 plhggyuqiffamily877',0);
INSERT INTO "email_participant" VALUES(14,'from','plhggyuqiflocal868@plhggyuqifdomain869.client.test',NULL,'Plhggyuqifgiven870 plhggyuqiffamily871',0);
INSERT INTO "email_participant" VALUES(14,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven872 plhggyuqiffamily873',1);
INSERT INTO "email_participant" VALUES(15,'bcc','plhggyuqiflocal901@plhggyuqifdomain902.hidden.test',NULL,'Plhggyuqifgiven903 plhggyuqiffamily904',0);
INSERT INTO "email_participant" VALUES(15,'cc','plhggyuqiflocal897@plhggyuqifdomain898.other.test',NULL,'Plhggyuqifgiven899 plhggyuqiffamily900',0);
INSERT INTO "email_participant" VALUES(15,'from','plhggyuqiflocal891@plhggyuqifdomain892.client.test',NULL,'Plhggyuqifgiven893 plhggyuqiffamily894',0);
INSERT INTO "email_participant" VALUES(15,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven895 plhggyuqiffamily896',1);
INSERT INTO "email_participant" VALUES(16,'bcc','plhggyuqiflocal925@plhggyuqifdomain926.hidden.test',NULL,'Plhggyuqifgiven927 plhggyuqiffamily928',0);
INSERT INTO "email_participant" VALUES(16,'cc','plhggyuqiflocal921@plhggyuqifdomain922.other.test',NULL,'Plhggyuqifgiven923 plhggyuqiffamily924',0);
INSERT INTO "email_participant" VALUES(16,'from','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven911 plhggyuqiffamily912',1);
INSERT INTO "email_participant" VALUES(16,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven919 plhggyuqiffamily920',1);
INSERT INTO "email_participant" VALUES(17,'bcc','plhggyuqiflocal947@plhggyuqifdomain948.hidden.test',NULL,'Plhggyuqifgiven949 plhggyuqiffamily950',0);
INSERT INTO "email_participant" VALUES(17,'cc','plhggyuqiflocal943@plhggyuqifdomain944.other.test',NULL,'Plhggyuqifgiven945 plhggyuqiffamily946',0);
INSERT INTO "email_participant" VALUES(17,'from','plhggyuqiflocal937@plhggyuqifdomain938.client.test',NULL,'Plhggyuqifgiven939 plhggyuqiffamily940',0);
INSERT INTO "email_participant" VALUES(17,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven941 plhggyuqiffamily942',1);
INSERT INTO "email_participant" VALUES(18,'bcc','plhggyuqiflocal970@plhggyuqifdomain971.hidden.test',NULL,'Plhggyuqifgiven972 plhggyuqiffamily973',0);
INSERT INTO "email_participant" VALUES(18,'cc','plhggyuqiflocal966@plhggyuqifdomain967.other.test',NULL,'Plhggyuqifgiven968 plhggyuqiffamily969',0);
INSERT INTO "email_participant" VALUES(18,'from','plhggyuqiflocal960@plhggyuqifdomain961.client.test',NULL,'Plhggyuqifgiven962 plhggyuqiffamily963',0);
INSERT INTO "email_participant" VALUES(18,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven964 plhggyuqiffamily965',1);
INSERT INTO "email_participant" VALUES(19,'bcc','plhggyuqiflocal1292@plhggyuqifdomain1293.hidden.test',NULL,'Plhggyuqifgiven1294 plhggyuqiffamily1295',0);
INSERT INTO "email_participant" VALUES(19,'cc','plhggyuqiflocal1288@plhggyuqifdomain1289.other.test',NULL,'Plhggyuqifgiven1290 plhggyuqiffamily1291',0);
INSERT INTO "email_participant" VALUES(19,'from','plhggyuqiflocal1282@plhggyuqifdomain1283.client.test',NULL,'Plhggyuqifgiven1284 plhggyuqiffamily1285',0);
INSERT INTO "email_participant" VALUES(19,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1286 plhggyuqiffamily1287',1);
INSERT INTO "email_participant" VALUES(20,'bcc','plhggyuqiflocal1315@plhggyuqifdomain1316.hidden.test',NULL,'Plhggyuqifgiven1317 plhggyuqiffamily1318',0);
INSERT INTO "email_participant" VALUES(20,'cc','plhggyuqiflocal1311@plhggyuqifdomain1312.other.test',NULL,'Plhggyuqifgiven1313 plhggyuqiffamily1314',0);
INSERT INTO "email_participant" VALUES(20,'from','plhggyuqiflocal1305@plhggyuqifdomain1306.client.test',NULL,'Plhggyuqifgiven1307 plhggyuqiffamily1308',0);
INSERT INTO "email_participant" VALUES(20,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1309 plhggyuqiffamily1310',1);
INSERT INTO "email_participant" VALUES(21,'bcc','plhggyuqiflocal1677@plhggyuqifdomain1678.hidden.test',NULL,'Plhggyuqifgiven1679 plhggyuqiffamily1680',0);
INSERT INTO "email_participant" VALUES(21,'cc','plhggyuqiflocal1673@plhggyuqifdomain1674.other.test',NULL,'Plhggyuqifgiven1675 plhggyuqiffamily1676',0);
INSERT INTO "email_participant" VALUES(21,'from','plhggyuqiflocal1667@plhggyuqifdomain1668.client.test',NULL,'Plhggyuqifgiven1669 plhggyuqiffamily1670',0);
INSERT INTO "email_participant" VALUES(21,'to','plhggyuqiflocal7@plhggyuqifdomain8.firm.test',NULL,'Plhggyuqifgiven1671 plhggyuqiffamily1672',1);
INSERT INTO "email_participant" VALUES(22,'bcc','plhggyuqiflocal1655@plhggyuqifdomain1656.hidden.test',NULL,'Plhggyuqifgiven1657 plhggyuqiffamily1658',0);
INSERT INTO "email_participant" VALUES(22,'cc','plhggyuqiflocal1651@plhggyuqifdomain1652.other.test',NULL,'Plhggyuqifgiven1653 plhggyuqiffamily1654',0);
INSERT INTO "email_participant" VALUES(22,'from','plhggyuqiflocal1645@plhggyuqifdomain1646.client.test',NULL,'Plhggyuqifgiven1647 plhggyuqiffamily1648',0);
INSERT INTO "email_participant" VALUES(22,'to','plhggyuqiflocal5@plhggyuqifdomain6.firm.test',NULL,'Plhggyuqifgiven1649 plhggyuqiffamily1650',1);
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
INSERT INTO "email_relation" VALUES(5,1,'plhggyuqiflocal35@plhggyuqifdomain36.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(7,10,'plhggyuqiflocal449@plhggyuqifdomain450.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(8,9,'plhggyuqiflocal403@plhggyuqifdomain404.client.test','email',0,0);
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
INSERT INTO "event" VALUES(1,'194b03279b8a6b4586708b29ba2c459acfc32e5a',1,'sync','Review with plhggyuqifsubject749','2026-11-22T02:00:00.000000+00:00','2026-11-22T03:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody750','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:19:11.504411+00:00','2026-11-21T13:19:11.504411+00:00');
INSERT INTO "event" VALUES(2,'524f0af607048d9a7592965cdc4b231943bab821',1,'sync','Review with plhggyuqifsubject779','2026-11-22T04:00:00.000000+00:00','2026-11-22T05:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody780','normal','tentative',0,NULL,NULL,NULL,'plhggyuqiflocal770@plhggyuqifdomain771.host.test',2,1,'2026-11-21T13:19:11.504411+00:00','2026-11-21T13:19:11.504411+00:00');
INSERT INTO "event" VALUES(3,'62e915c5336286fde063ba002e260c60534a05f4',1,'sync','Review with plhggyuqifsubject749','2026-11-29T02:00:00.000000+00:00','2026-11-29T03:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody750','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:19:11.504411+00:00','2026-11-21T13:19:11.504411+00:00');
INSERT INTO "event" VALUES(4,'b4f589183c07071823249870e32affa33adca925',1,'sync','Changed to plhggyuqifsubject1636','2026-11-23T01:00:00.000000+00:00','2026-11-23T02:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody740','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,4,'2026-11-21T13:19:11.531401+00:00','2026-11-21T13:19:24.702567+00:00');
INSERT INTO "event" VALUES(5,'b91f027c12d7eb3c24c5b1f4e7b09cf01c9e679e',1,'sync','Review with plhggyuqifsubject760','2026-11-22T03:00:00.000000+00:00','2026-11-22T04:00:00.000000+00:00','Europe/Berlin',0,'Agenda
plhggyuqifrich759
________________
Join the meeting now','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:19:11.542010+00:00','2026-11-21T13:19:11.542010+00:00');
INSERT INTO "event" VALUES(6,'c1f71bfce4ed73a8c9843b1101b9a5429bb43a09',1,'sync','Review with plhggyuqifsubject749','2026-12-06T02:00:00.000000+00:00','2026-12-06T03:00:00.000000+00:00','Europe/Berlin',0,'They are unhappy about plhggyuqifbody750','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal1@plhggyuqifdomain2.firm.test',2,1,'2026-11-21T13:19:11.542010+00:00','2026-11-21T13:19:11.542010+00:00');
INSERT INTO "event" VALUES(7,'2f4572e3c229c70713f02edfa9c2e8863163e336',2,'page','Talk about plhggyuqifmade1567','2026-11-22T01:00:00.000000+00:00','2026-11-22T02:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1570','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal3@plhggyuqifdomain4.firm.test',1,2,'2026-11-21T13:19:15.906680+00:00','2026-11-21T13:19:20.855768+00:00');
INSERT INTO "event" VALUES(8,'a539fe4be73a92f427f0c5a898abe8227cb0dade',2,'page','Talk about plhggyuqifmade1571','2026-11-22T02:00:00.000000+00:00','2026-11-22T03:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1574','normal','busy',0,'FREQ=WEEKLY;COUNT=3',NULL,NULL,'plhggyuqiflocal3@plhggyuqifdomain4.firm.test',1,2,'2026-11-21T13:19:15.906680+00:00','2026-11-21T13:19:20.855768+00:00');
INSERT INTO "event" VALUES(9,NULL,5,'page','Talk about plhggyuqifmade1575','2026-11-22T01:00:00.000000+00:00','2026-11-22T02:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1582','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal9@plhggyuqifdomain10.firm.test',5,1,'2026-11-21T13:19:15.906680+00:00','2026-11-21T13:19:15.906680+00:00');
INSERT INTO "event" VALUES(10,'83166a68c533290b93402b7fd9b8c32b1d36869d',3,'page','Talk about plhggyuqifmade1639','2026-11-22T01:00:00.000000+00:00','2026-11-22T02:00:00.000000+00:00','Europe/Berlin',0,'About the estate of plhggyuqiftext1642','normal','busy',0,NULL,NULL,NULL,'plhggyuqiflocal5@plhggyuqifdomain6.firm.test',1,2,'2026-11-21T13:19:38.842462+00:00','2026-11-21T13:19:49.341915+00:00');
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
INSERT INTO "event_attendee" VALUES(7,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifguest1569','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(8,0,'plhggyuqiflocal16@plhggyuqifdomain17.guest.test','Plhggyuqifguest1573','required','none',16,'email',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,0,'plhggyuqiflocal1557@plhggyuqifdomain1558.stranger.test','Plhggyuqifguest1577','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,1,'plhggyuqiflocal1559@plhggyuqifdomain1560.stranger.test','Plhggyuqifguest1578','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,2,'plhggyuqiflocal1561@plhggyuqifdomain1562.stranger.test','Plhggyuqifguest1579','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,3,'plhggyuqiflocal1563@plhggyuqifdomain1564.stranger.test','Plhggyuqifguest1580','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(9,4,'plhggyuqiflocal1565@plhggyuqifdomain1566.stranger.test','Plhggyuqifguest1581','required','none',NULL,'',NULL,NULL);
INSERT INTO "event_attendee" VALUES(10,0,'plhggyuqiflocal1637@plhggyuqifdomain1638.late.test','Plhggyuqifguest1641','required','none',NULL,'',NULL,NULL);
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
INSERT INTO "event_change" VALUES(7,2,0,10);
INSERT INTO "event_change" VALUES(8,2,0,11);
INSERT INTO "event_change" VALUES(9,5,0,9);
INSERT INTO "event_change" VALUES(10,3,0,16);
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
INSERT INTO "event_place" VALUES(7,0,'Room plhggyuqifroom1568');
INSERT INTO "event_place" VALUES(8,0,'Room plhggyuqifroom1572');
INSERT INTO "event_place" VALUES(9,0,'Room plhggyuqifroom1576');
INSERT INTO "event_place" VALUES(10,0,'Room plhggyuqifroom1640');
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
	version INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT person_kind CHECK (kind IN ('individual', 'contact'))
);
INSERT INTO "person" VALUES(1,'individual','plhggyuqifperson723','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(2,'individual','plhggyuqifperson724','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(3,'individual','plhggyuqifperson725','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(4,'individual','plhggyuqifperson726','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(5,'individual','plhggyuqifperson727','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(6,'individual','plhggyuqifperson728','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(7,'individual','plhggyuqifperson729','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(8,'individual','plhggyuqifperson730','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(9,'individual','plhggyuqifperson731','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(10,'individual','plhggyuqifperson732','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(11,'individual','plhggyuqifperson733','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(12,'individual','plhggyuqifperson734','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(13,'individual','plhggyuqifperson735','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(14,'individual','plhggyuqifperson736','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(15,'individual','plhggyuqifperson737','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(16,'individual','plhggyuqifperson738','','',0,'none',NULL,NULL,1);
CREATE TABLE person_address (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	address TEXT NOT NULL, 
	match_key TEXT, 
	added_seq BIGINT, 
	CONSTRAINT person_address_length CHECK (length(address) BETWEEN 1 AND 320), 
	FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
);
INSERT INTO "person_address" VALUES(1,1,'email','plhggyuqiflocal35@plhggyuqifdomain36.client.test','plhggyuqiflocal35@plhggyuqifdomain36.client.test',1);
INSERT INTO "person_address" VALUES(2,2,'email','plhggyuqiflocal82@plhggyuqifdomain83.client.test','plhggyuqiflocal82@plhggyuqifdomain83.client.test',2);
INSERT INTO "person_address" VALUES(3,3,'email','plhggyuqiflocal127@plhggyuqifdomain128.client.test','plhggyuqiflocal127@plhggyuqifdomain128.client.test',3);
INSERT INTO "person_address" VALUES(4,4,'email','plhggyuqiflocal175@plhggyuqifdomain176.client.test','plhggyuqiflocal175@plhggyuqifdomain176.client.test',4);
INSERT INTO "person_address" VALUES(5,5,'email','plhggyuqiflocal219@plhggyuqifdomain220.client.test','plhggyuqiflocal219@plhggyuqifdomain220.client.test',5);
INSERT INTO "person_address" VALUES(6,6,'email','plhggyuqiflocal263@plhggyuqifdomain264.client.test','plhggyuqiflocal263@plhggyuqifdomain264.client.test',6);
INSERT INTO "person_address" VALUES(7,7,'email','plhggyuqiflocal310@plhggyuqifdomain311.client.test','plhggyuqiflocal310@plhggyuqifdomain311.client.test',7);
INSERT INTO "person_address" VALUES(8,8,'email','plhggyuqiflocal358@plhggyuqifdomain359.client.test','plhggyuqiflocal358@plhggyuqifdomain359.client.test',8);
INSERT INTO "person_address" VALUES(9,9,'email','plhggyuqiflocal403@plhggyuqifdomain404.client.test','plhggyuqiflocal403@plhggyuqifdomain404.client.test',9);
INSERT INTO "person_address" VALUES(10,10,'email','plhggyuqiflocal449@plhggyuqifdomain450.client.test','plhggyuqiflocal449@plhggyuqifdomain450.client.test',10);
INSERT INTO "person_address" VALUES(11,11,'email','plhggyuqiflocal498@plhggyuqifdomain499.client.test','plhggyuqiflocal498@plhggyuqifdomain499.client.test',11);
INSERT INTO "person_address" VALUES(12,12,'email','plhggyuqiflocal542@plhggyuqifdomain543.client.test','plhggyuqiflocal542@plhggyuqifdomain543.client.test',12);
INSERT INTO "person_address" VALUES(13,13,'email','plhggyuqiflocal586@plhggyuqifdomain587.client.test','plhggyuqiflocal586@plhggyuqifdomain587.client.test',13);
INSERT INTO "person_address" VALUES(14,14,'email','plhggyuqiflocal630@plhggyuqifdomain631.client.test','plhggyuqiflocal630@plhggyuqifdomain631.client.test',14);
INSERT INTO "person_address" VALUES(15,15,'email','plhggyuqiflocal678@plhggyuqifdomain679.client.test','plhggyuqiflocal678@plhggyuqifdomain679.client.test',15);
INSERT INTO "person_address" VALUES(16,16,'email','plhggyuqiflocal16@plhggyuqifdomain17.guest.test','plhggyuqiflocal16@plhggyuqifdomain17.guest.test',16);
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
CREATE TRIGGER refusing BEFORE INSERT ON email_activity WHEN NEW.subject LIKE '%refused%' BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END;
CREATE TRIGGER refusing_events BEFORE INSERT ON event WHEN NEW.subject LIKE '%refused%' BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('person',16);
INSERT INTO "sqlite_sequence" VALUES('person_address',16);
INSERT INTO "sqlite_sequence" VALUES('staff',5);
INSERT INTO "sqlite_sequence" VALUES('event',10);
INSERT INTO "sqlite_sequence" VALUES('email_activity',22);
COMMIT;
