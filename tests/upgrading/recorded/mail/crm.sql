BEGIN TRANSACTION;
CREATE TABLE address_feed (newest INTEGER NOT NULL);
INSERT INTO "address_feed" VALUES(15);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
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
INSERT INTO "email_activity" VALUES(1,'556d682040d5080d2c8463951bd62b5e40c165a9','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.844876+00:00','Our cover up plhggyuqifsubject110','I am very unhappy about the grey area.

plhggyuqifbody111','I am very unhappy about the grey area.

plhggyuqifbody111',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(2,'edd78d67e3529f28309e599f1671a25388f09a9f','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.844876+00:00','Our cover up plhggyuqifsubject133','Unhappy
plhggyuqifbody116','Unhappy
plhggyuqifbody116',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(3,'59c119b47746ad4dc4563998c16f337ff447e93e','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.849517+00:00','Our cover up plhggyuqifsubject455','I am very unhappy about the grey area.

plhggyuqifbody456','I am very unhappy about the grey area.

plhggyuqifbody456',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(4,'6f474e86b9a2a22edf0b355c4685ffbccfc6c1a3','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.849517+00:00','Our cover up plhggyuqifsubject478','Unhappy
plhggyuqifbody461','Unhappy
plhggyuqifbody461',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(5,'0b8cd73fb2fe86bbc654b238e00c218afbd59381','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.852956+00:00','Our cover up plhggyuqifsubject41','I am very unhappy about the grey area.

plhggyuqifbody42','I am very unhappy about the grey area.

plhggyuqifbody42',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(6,'6b6fa06245578f0e869da8a0fa0419bbcda5e153','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.852956+00:00','Our cover up plhggyuqifsubject64','I am very unhappy about the grey area.

plhggyuqifbody65','I am very unhappy about the grey area.

plhggyuqifbody65',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(7,'ddae87db360a12af2bd53c98b5926062cd039fe0','outbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.852956+00:00','Our cover up plhggyuqifsubject88','I am very unhappy about the grey area.

plhggyuqifbody89','I am very unhappy about the grey area.

plhggyuqifbody89',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(8,'5655aa57639b936229105e35c94e644371872406','outbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.858280+00:00','Our cover up plhggyuqifsubject433','I am very unhappy about the grey area.

plhggyuqifbody434','I am very unhappy about the grey area.

plhggyuqifbody434',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(9,'5c8173d961d5a40abdc563471e402c0b6909de2c','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.858280+00:00','Our cover up plhggyuqifsubject409','I am very unhappy about the grey area.

plhggyuqifbody410','I am very unhappy about the grey area.

plhggyuqifbody410',1,1,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(10,'e8c818d1ac5f45246e90c8272975069ede69ba26','inbound','2026-11-18T13:10:45.000000+00:00','2026-11-18T13:10:45.000000+00:00','2026-11-21T13:10:58.858280+00:00','Our cover up plhggyuqifsubject386','I am very unhappy about the grey area.

plhggyuqifbody387','I am very unhappy about the grey area.

plhggyuqifbody387',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(11,'888100aa9383be1bf5b4ef3d0e107c0d58ef6c50','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.660605+00:00','Our cover up plhggyuqifsubject1091','I am very unhappy about the grey area.

plhggyuqifbody1092','I am very unhappy about the grey area.

plhggyuqifbody1092',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(12,'ae1fb9aa8fd61707b1549e8b04acf0b978e951b6','outbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.660605+00:00','Our cover up plhggyuqifsubject1138','I am very unhappy about the grey area.

plhggyuqifbody1139','I am very unhappy about the grey area.

plhggyuqifbody1139',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(13,'ec722689b54e4e6a9788674d62110fc2b0d11c42','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.660605+00:00','Our cover up plhggyuqifsubject1114','I am very unhappy about the grey area.

plhggyuqifbody1115','I am very unhappy about the grey area.

plhggyuqifbody1115',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(14,'2fa7756e0cf84560c6760f6b18e5e37d49ae95a7','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.681650+00:00','Our cover up plhggyuqifsubject769','I am very unhappy about the grey area.

plhggyuqifbody770','I am very unhappy about the grey area.

plhggyuqifbody770',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(15,'7232de2c23c10fb531cbd9c052298ff596a0cde6','outbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.681650+00:00','Our cover up plhggyuqifsubject793','I am very unhappy about the grey area.

plhggyuqifbody794','I am very unhappy about the grey area.

plhggyuqifbody794',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(16,'a758827a83357e8078a7a896eb237bd5024ad484','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.681650+00:00','Our cover up plhggyuqifsubject746','I am very unhappy about the grey area.

plhggyuqifbody747','I am very unhappy about the grey area.

plhggyuqifbody747',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(17,'bd4b0664a995b8254ef383d08efb42776bb5ff80','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.686961+00:00','Our cover up plhggyuqifsubject1160','I am very unhappy about the grey area.

plhggyuqifbody1161','I am very unhappy about the grey area.

plhggyuqifbody1161',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(18,'1d7376bc583811d61285db631be9fbff674b9b3c','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.700048+00:00','Our cover up plhggyuqifsubject815','I am very unhappy about the grey area.

plhggyuqifbody816','I am very unhappy about the grey area.

plhggyuqifbody816',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(19,'1b5bcb5d39fb468acafe7c20bfbce895c50b4930','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.709795+00:00','Our cover up plhggyuqifsubject838','Unhappy
plhggyuqifbody821','Unhappy
plhggyuqifbody821',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(20,'9db30e78c5f7f2071ee8736160da79f5cd42fa40','inbound','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:04.000000+00:00','2026-11-21T13:11:07.721258+00:00','Our cover up plhggyuqifsubject1183','Unhappy
plhggyuqifbody1166','Unhappy
plhggyuqifbody1166',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up"]',0);
INSERT INTO "email_activity" VALUES(21,'afbeedcef7f982f6a925541d6a8e51a7913945f9','inbound','2026-11-21T13:11:12.000000+00:00','2026-11-21T13:11:12.000000+00:00','2026-11-21T13:11:25.710996+00:00','Our cover up plhggyuqifsubject1511','I am very unhappy about the grey area.

plhggyuqifbody1512','I am very unhappy about the grey area.

plhggyuqifbody1512',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
INSERT INTO "email_activity" VALUES(22,'f5b9702b16a2b75c167646e016ee5518d820851c','inbound','2026-11-21T13:11:10.000000+00:00','2026-11-21T13:11:10.000000+00:00','2026-11-21T13:11:25.730578+00:00','Our cover up plhggyuqifsubject1489','I am very unhappy about the grey area.

plhggyuqifbody1490','I am very unhappy about the grey area.

plhggyuqifbody1490',1,0,'none',0.0,'','ey_fbi_top10/1','["cover_up", "grey_area"]',0);
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
INSERT INTO "email_copy" VALUES(5,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(6,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(7,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(8,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(9,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(10,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(11,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(12,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(13,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
INSERT INTO "email_copy" VALUES(14,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(15,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(16,'19759ecb-358b-fa80-4760-a30b850a0999',1);
INSERT INTO "email_copy" VALUES(17,'6fa5fe56-3737-85eb-ecfd-fb44df9059be',2);
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
INSERT INTO "email_participant" VALUES(1,'bcc','plhggyuqiflocal106@plhggyuqifdomain107.hidden.test',NULL,'Plhggyuqifgiven108 plhggyuqiffamily109',0);
INSERT INTO "email_participant" VALUES(1,'cc','plhggyuqiflocal102@plhggyuqifdomain103.other.test',NULL,'Plhggyuqifgiven104 plhggyuqiffamily105',0);
INSERT INTO "email_participant" VALUES(1,'from','plhggyuqiflocal96@plhggyuqifdomain97.client.test',NULL,'Plhggyuqifgiven98 plhggyuqiffamily99',0);
INSERT INTO "email_participant" VALUES(1,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven100 plhggyuqiffamily101',1);
INSERT INTO "email_participant" VALUES(2,'bcc','plhggyuqiflocal129@plhggyuqifdomain130.hidden.test',NULL,'Plhggyuqifgiven131 plhggyuqiffamily132',0);
INSERT INTO "email_participant" VALUES(2,'cc','plhggyuqiflocal125@plhggyuqifdomain126.other.test',NULL,'Plhggyuqifgiven127 plhggyuqiffamily128',0);
INSERT INTO "email_participant" VALUES(2,'from','plhggyuqiflocal119@plhggyuqifdomain120.client.test',NULL,'Plhggyuqifgiven121 plhggyuqiffamily122',0);
INSERT INTO "email_participant" VALUES(2,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven123 plhggyuqiffamily124',1);
INSERT INTO "email_participant" VALUES(3,'bcc','plhggyuqiflocal451@plhggyuqifdomain452.hidden.test',NULL,'Plhggyuqifgiven453 plhggyuqiffamily454',0);
INSERT INTO "email_participant" VALUES(3,'cc','plhggyuqiflocal447@plhggyuqifdomain448.other.test',NULL,'Plhggyuqifgiven449 plhggyuqiffamily450',0);
INSERT INTO "email_participant" VALUES(3,'from','plhggyuqiflocal441@plhggyuqifdomain442.client.test',NULL,'Plhggyuqifgiven443 plhggyuqiffamily444',0);
INSERT INTO "email_participant" VALUES(3,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven445 plhggyuqiffamily446',1);
INSERT INTO "email_participant" VALUES(4,'bcc','plhggyuqiflocal474@plhggyuqifdomain475.hidden.test',NULL,'Plhggyuqifgiven476 plhggyuqiffamily477',0);
INSERT INTO "email_participant" VALUES(4,'cc','plhggyuqiflocal470@plhggyuqifdomain471.other.test',NULL,'Plhggyuqifgiven472 plhggyuqiffamily473',0);
INSERT INTO "email_participant" VALUES(4,'from','plhggyuqiflocal464@plhggyuqifdomain465.client.test',NULL,'Plhggyuqifgiven466 plhggyuqiffamily467',0);
INSERT INTO "email_participant" VALUES(4,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven468 plhggyuqiffamily469',1);
INSERT INTO "email_participant" VALUES(5,'bcc','plhggyuqiflocal37@plhggyuqifdomain38.hidden.test',NULL,'Plhggyuqifgiven39 plhggyuqiffamily40',0);
INSERT INTO "email_participant" VALUES(5,'cc','plhggyuqiflocal33@plhggyuqifdomain34.other.test',NULL,'Plhggyuqifgiven35 plhggyuqiffamily36',0);
INSERT INTO "email_participant" VALUES(5,'from','plhggyuqiflocal27@plhggyuqifdomain28.client.test',NULL,'Plhggyuqifgiven29 plhggyuqiffamily30',0);
INSERT INTO "email_participant" VALUES(5,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven31 plhggyuqiffamily32',1);
INSERT INTO "email_participant" VALUES(6,'bcc','plhggyuqiflocal60@plhggyuqifdomain61.hidden.test',NULL,'Plhggyuqifgiven62 plhggyuqiffamily63',0);
INSERT INTO "email_participant" VALUES(6,'cc','plhggyuqiflocal56@plhggyuqifdomain57.other.test',NULL,'Plhggyuqifgiven58 plhggyuqiffamily59',0);
INSERT INTO "email_participant" VALUES(6,'from','plhggyuqiflocal50@plhggyuqifdomain51.client.test',NULL,'Plhggyuqifgiven52 plhggyuqiffamily53',0);
INSERT INTO "email_participant" VALUES(6,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven54 plhggyuqiffamily55',1);
INSERT INTO "email_participant" VALUES(7,'bcc','plhggyuqiflocal84@plhggyuqifdomain85.hidden.test',NULL,'Plhggyuqifgiven86 plhggyuqiffamily87',0);
INSERT INTO "email_participant" VALUES(7,'cc','plhggyuqiflocal80@plhggyuqifdomain81.other.test',NULL,'Plhggyuqifgiven82 plhggyuqiffamily83',0);
INSERT INTO "email_participant" VALUES(7,'from','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven70 plhggyuqiffamily71',1);
INSERT INTO "email_participant" VALUES(7,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven78 plhggyuqiffamily79',1);
INSERT INTO "email_participant" VALUES(8,'bcc','plhggyuqiflocal429@plhggyuqifdomain430.hidden.test',NULL,'Plhggyuqifgiven431 plhggyuqiffamily432',0);
INSERT INTO "email_participant" VALUES(8,'cc','plhggyuqiflocal425@plhggyuqifdomain426.other.test',NULL,'Plhggyuqifgiven427 plhggyuqiffamily428',0);
INSERT INTO "email_participant" VALUES(8,'from','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven415 plhggyuqiffamily416',1);
INSERT INTO "email_participant" VALUES(8,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven423 plhggyuqiffamily424',1);
INSERT INTO "email_participant" VALUES(9,'bcc','plhggyuqiflocal405@plhggyuqifdomain406.hidden.test',NULL,'Plhggyuqifgiven407 plhggyuqiffamily408',0);
INSERT INTO "email_participant" VALUES(9,'cc','plhggyuqiflocal401@plhggyuqifdomain402.other.test',NULL,'Plhggyuqifgiven403 plhggyuqiffamily404',0);
INSERT INTO "email_participant" VALUES(9,'from','plhggyuqiflocal395@plhggyuqifdomain396.client.test',NULL,'Plhggyuqifgiven397 plhggyuqiffamily398',0);
INSERT INTO "email_participant" VALUES(9,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven399 plhggyuqiffamily400',1);
INSERT INTO "email_participant" VALUES(10,'bcc','plhggyuqiflocal382@plhggyuqifdomain383.hidden.test',NULL,'Plhggyuqifgiven384 plhggyuqiffamily385',0);
INSERT INTO "email_participant" VALUES(10,'cc','plhggyuqiflocal378@plhggyuqifdomain379.other.test',NULL,'Plhggyuqifgiven380 plhggyuqiffamily381',0);
INSERT INTO "email_participant" VALUES(10,'from','plhggyuqiflocal372@plhggyuqifdomain373.client.test',NULL,'Plhggyuqifgiven374 plhggyuqiffamily375',0);
INSERT INTO "email_participant" VALUES(10,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven376 plhggyuqiffamily377',1);
INSERT INTO "email_participant" VALUES(11,'bcc','plhggyuqiflocal1087@plhggyuqifdomain1088.hidden.test',NULL,'Plhggyuqifgiven1089 plhggyuqiffamily1090',0);
INSERT INTO "email_participant" VALUES(11,'cc','plhggyuqiflocal1083@plhggyuqifdomain1084.other.test',NULL,'Plhggyuqifgiven1085 plhggyuqiffamily1086',0);
INSERT INTO "email_participant" VALUES(11,'from','plhggyuqiflocal1077@plhggyuqifdomain1078.client.test',NULL,'Plhggyuqifgiven1079 plhggyuqiffamily1080',0);
INSERT INTO "email_participant" VALUES(11,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1081 plhggyuqiffamily1082',1);
INSERT INTO "email_participant" VALUES(12,'bcc','plhggyuqiflocal1134@plhggyuqifdomain1135.hidden.test',NULL,'Plhggyuqifgiven1136 plhggyuqiffamily1137',0);
INSERT INTO "email_participant" VALUES(12,'cc','plhggyuqiflocal1130@plhggyuqifdomain1131.other.test',NULL,'Plhggyuqifgiven1132 plhggyuqiffamily1133',0);
INSERT INTO "email_participant" VALUES(12,'from','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1120 plhggyuqiffamily1121',1);
INSERT INTO "email_participant" VALUES(12,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1128 plhggyuqiffamily1129',1);
INSERT INTO "email_participant" VALUES(13,'bcc','plhggyuqiflocal1110@plhggyuqifdomain1111.hidden.test',NULL,'Plhggyuqifgiven1112 plhggyuqiffamily1113',0);
INSERT INTO "email_participant" VALUES(13,'cc','plhggyuqiflocal1106@plhggyuqifdomain1107.other.test',NULL,'Plhggyuqifgiven1108 plhggyuqiffamily1109',0);
INSERT INTO "email_participant" VALUES(13,'from','plhggyuqiflocal1100@plhggyuqifdomain1101.client.test',NULL,'Plhggyuqifgiven1102 plhggyuqiffamily1103',0);
INSERT INTO "email_participant" VALUES(13,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1104 plhggyuqiffamily1105',1);
INSERT INTO "email_participant" VALUES(14,'bcc','plhggyuqiflocal765@plhggyuqifdomain766.hidden.test',NULL,'Plhggyuqifgiven767 plhggyuqiffamily768',0);
INSERT INTO "email_participant" VALUES(14,'cc','plhggyuqiflocal761@plhggyuqifdomain762.other.test',NULL,'Plhggyuqifgiven763 plhggyuqiffamily764',0);
INSERT INTO "email_participant" VALUES(14,'from','plhggyuqiflocal755@plhggyuqifdomain756.client.test',NULL,'Plhggyuqifgiven757 plhggyuqiffamily758',0);
INSERT INTO "email_participant" VALUES(14,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven759 plhggyuqiffamily760',1);
INSERT INTO "email_participant" VALUES(15,'bcc','plhggyuqiflocal789@plhggyuqifdomain790.hidden.test',NULL,'Plhggyuqifgiven791 plhggyuqiffamily792',0);
INSERT INTO "email_participant" VALUES(15,'cc','plhggyuqiflocal785@plhggyuqifdomain786.other.test',NULL,'Plhggyuqifgiven787 plhggyuqiffamily788',0);
INSERT INTO "email_participant" VALUES(15,'from','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven775 plhggyuqiffamily776',1);
INSERT INTO "email_participant" VALUES(15,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven783 plhggyuqiffamily784',1);
INSERT INTO "email_participant" VALUES(16,'bcc','plhggyuqiflocal742@plhggyuqifdomain743.hidden.test',NULL,'Plhggyuqifgiven744 plhggyuqiffamily745',0);
INSERT INTO "email_participant" VALUES(16,'cc','plhggyuqiflocal738@plhggyuqifdomain739.other.test',NULL,'Plhggyuqifgiven740 plhggyuqiffamily741',0);
INSERT INTO "email_participant" VALUES(16,'from','plhggyuqiflocal732@plhggyuqifdomain733.client.test',NULL,'Plhggyuqifgiven734 plhggyuqiffamily735',0);
INSERT INTO "email_participant" VALUES(16,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven736 plhggyuqiffamily737',1);
INSERT INTO "email_participant" VALUES(17,'bcc','plhggyuqiflocal1156@plhggyuqifdomain1157.hidden.test',NULL,'Plhggyuqifgiven1158 plhggyuqiffamily1159',0);
INSERT INTO "email_participant" VALUES(17,'cc','plhggyuqiflocal1152@plhggyuqifdomain1153.other.test',NULL,'Plhggyuqifgiven1154 plhggyuqiffamily1155',0);
INSERT INTO "email_participant" VALUES(17,'from','plhggyuqiflocal1146@plhggyuqifdomain1147.client.test',NULL,'Plhggyuqifgiven1148 plhggyuqiffamily1149',0);
INSERT INTO "email_participant" VALUES(17,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1150 plhggyuqiffamily1151',1);
INSERT INTO "email_participant" VALUES(18,'bcc','plhggyuqiflocal811@plhggyuqifdomain812.hidden.test',NULL,'Plhggyuqifgiven813 plhggyuqiffamily814',0);
INSERT INTO "email_participant" VALUES(18,'cc','plhggyuqiflocal807@plhggyuqifdomain808.other.test',NULL,'Plhggyuqifgiven809 plhggyuqiffamily810',0);
INSERT INTO "email_participant" VALUES(18,'from','plhggyuqiflocal801@plhggyuqifdomain802.client.test',NULL,'Plhggyuqifgiven803 plhggyuqiffamily804',0);
INSERT INTO "email_participant" VALUES(18,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven805 plhggyuqiffamily806',1);
INSERT INTO "email_participant" VALUES(19,'bcc','plhggyuqiflocal834@plhggyuqifdomain835.hidden.test',NULL,'Plhggyuqifgiven836 plhggyuqiffamily837',0);
INSERT INTO "email_participant" VALUES(19,'cc','plhggyuqiflocal830@plhggyuqifdomain831.other.test',NULL,'Plhggyuqifgiven832 plhggyuqiffamily833',0);
INSERT INTO "email_participant" VALUES(19,'from','plhggyuqiflocal824@plhggyuqifdomain825.client.test',NULL,'Plhggyuqifgiven826 plhggyuqiffamily827',0);
INSERT INTO "email_participant" VALUES(19,'to','plhggyuqiflocal1@plhggyuqifdomain2.firm.test',NULL,'Plhggyuqifgiven828 plhggyuqiffamily829',1);
INSERT INTO "email_participant" VALUES(20,'bcc','plhggyuqiflocal1179@plhggyuqifdomain1180.hidden.test',NULL,'Plhggyuqifgiven1181 plhggyuqiffamily1182',0);
INSERT INTO "email_participant" VALUES(20,'cc','plhggyuqiflocal1175@plhggyuqifdomain1176.other.test',NULL,'Plhggyuqifgiven1177 plhggyuqiffamily1178',0);
INSERT INTO "email_participant" VALUES(20,'from','plhggyuqiflocal1169@plhggyuqifdomain1170.client.test',NULL,'Plhggyuqifgiven1171 plhggyuqiffamily1172',0);
INSERT INTO "email_participant" VALUES(20,'to','plhggyuqiflocal3@plhggyuqifdomain4.firm.test',NULL,'Plhggyuqifgiven1173 plhggyuqiffamily1174',1);
INSERT INTO "email_participant" VALUES(21,'bcc','plhggyuqiflocal1507@plhggyuqifdomain1508.hidden.test',NULL,'Plhggyuqifgiven1509 plhggyuqiffamily1510',0);
INSERT INTO "email_participant" VALUES(21,'cc','plhggyuqiflocal1503@plhggyuqifdomain1504.other.test',NULL,'Plhggyuqifgiven1505 plhggyuqiffamily1506',0);
INSERT INTO "email_participant" VALUES(21,'from','plhggyuqiflocal1497@plhggyuqifdomain1498.client.test',NULL,'Plhggyuqifgiven1499 plhggyuqiffamily1500',0);
INSERT INTO "email_participant" VALUES(21,'to','plhggyuqiflocal7@plhggyuqifdomain8.firm.test',NULL,'Plhggyuqifgiven1501 plhggyuqiffamily1502',1);
INSERT INTO "email_participant" VALUES(22,'bcc','plhggyuqiflocal1485@plhggyuqifdomain1486.hidden.test',NULL,'Plhggyuqifgiven1487 plhggyuqiffamily1488',0);
INSERT INTO "email_participant" VALUES(22,'cc','plhggyuqiflocal1481@plhggyuqifdomain1482.other.test',NULL,'Plhggyuqifgiven1483 plhggyuqiffamily1484',0);
INSERT INTO "email_participant" VALUES(22,'from','plhggyuqiflocal1475@plhggyuqifdomain1476.client.test',NULL,'Plhggyuqifgiven1477 plhggyuqiffamily1478',0);
INSERT INTO "email_participant" VALUES(22,'to','plhggyuqiflocal5@plhggyuqifdomain6.firm.test',NULL,'Plhggyuqifgiven1479 plhggyuqiffamily1480',1);
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
INSERT INTO "email_relation" VALUES(2,3,'plhggyuqiflocal119@plhggyuqifdomain120.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(3,10,'plhggyuqiflocal441@plhggyuqifdomain442.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(5,1,'plhggyuqiflocal27@plhggyuqifdomain28.client.test','email',0,0);
INSERT INTO "email_relation" VALUES(9,9,'plhggyuqiflocal395@plhggyuqifdomain396.client.test','email',0,0);
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
INSERT INTO "person" VALUES(1,'individual','plhggyuqifperson715','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(2,'individual','plhggyuqifperson716','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(3,'individual','plhggyuqifperson717','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(4,'individual','plhggyuqifperson718','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(5,'individual','plhggyuqifperson719','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(6,'individual','plhggyuqifperson720','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(7,'individual','plhggyuqifperson721','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(8,'individual','plhggyuqifperson722','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(9,'individual','plhggyuqifperson723','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(10,'individual','plhggyuqifperson724','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(11,'individual','plhggyuqifperson725','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(12,'individual','plhggyuqifperson726','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(13,'individual','plhggyuqifperson727','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(14,'individual','plhggyuqifperson728','','',0,'none',NULL,NULL,1);
INSERT INTO "person" VALUES(15,'individual','plhggyuqifperson729','','',0,'none',NULL,NULL,1);
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
INSERT INTO "person_address" VALUES(1,1,'email','plhggyuqiflocal27@plhggyuqifdomain28.client.test','plhggyuqiflocal27@plhggyuqifdomain28.client.test',1);
INSERT INTO "person_address" VALUES(2,2,'email','plhggyuqiflocal74@plhggyuqifdomain75.client.test','plhggyuqiflocal74@plhggyuqifdomain75.client.test',2);
INSERT INTO "person_address" VALUES(3,3,'email','plhggyuqiflocal119@plhggyuqifdomain120.client.test','plhggyuqiflocal119@plhggyuqifdomain120.client.test',3);
INSERT INTO "person_address" VALUES(4,4,'email','plhggyuqiflocal167@plhggyuqifdomain168.client.test','plhggyuqiflocal167@plhggyuqifdomain168.client.test',4);
INSERT INTO "person_address" VALUES(5,5,'email','plhggyuqiflocal211@plhggyuqifdomain212.client.test','plhggyuqiflocal211@plhggyuqifdomain212.client.test',5);
INSERT INTO "person_address" VALUES(6,6,'email','plhggyuqiflocal255@plhggyuqifdomain256.client.test','plhggyuqiflocal255@plhggyuqifdomain256.client.test',6);
INSERT INTO "person_address" VALUES(7,7,'email','plhggyuqiflocal302@plhggyuqifdomain303.client.test','plhggyuqiflocal302@plhggyuqifdomain303.client.test',7);
INSERT INTO "person_address" VALUES(8,8,'email','plhggyuqiflocal350@plhggyuqifdomain351.client.test','plhggyuqiflocal350@plhggyuqifdomain351.client.test',8);
INSERT INTO "person_address" VALUES(9,9,'email','plhggyuqiflocal395@plhggyuqifdomain396.client.test','plhggyuqiflocal395@plhggyuqifdomain396.client.test',9);
INSERT INTO "person_address" VALUES(10,10,'email','plhggyuqiflocal441@plhggyuqifdomain442.client.test','plhggyuqiflocal441@plhggyuqifdomain442.client.test',10);
INSERT INTO "person_address" VALUES(11,11,'email','plhggyuqiflocal490@plhggyuqifdomain491.client.test','plhggyuqiflocal490@plhggyuqifdomain491.client.test',11);
INSERT INTO "person_address" VALUES(12,12,'email','plhggyuqiflocal534@plhggyuqifdomain535.client.test','plhggyuqiflocal534@plhggyuqifdomain535.client.test',12);
INSERT INTO "person_address" VALUES(13,13,'email','plhggyuqiflocal578@plhggyuqifdomain579.client.test','plhggyuqiflocal578@plhggyuqifdomain579.client.test',13);
INSERT INTO "person_address" VALUES(14,14,'email','plhggyuqiflocal622@plhggyuqifdomain623.client.test','plhggyuqiflocal622@plhggyuqifdomain623.client.test',14);
INSERT INTO "person_address" VALUES(15,15,'email','plhggyuqiflocal670@plhggyuqifdomain671.client.test','plhggyuqiflocal670@plhggyuqifdomain671.client.test',15);
CREATE TABLE staff (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name TEXT NOT NULL, 
	address TEXT NOT NULL
);
INSERT INTO "staff" VALUES(1,'anna','plhggyuqiflocal1@plhggyuqifdomain2.firm.test');
INSERT INTO "staff" VALUES(2,'bo','plhggyuqiflocal3@plhggyuqifdomain4.firm.test');
INSERT INTO "staff" VALUES(3,'crashing','plhggyuqiflocal5@plhggyuqifdomain6.firm.test');
INSERT INTO "staff" VALUES(4,'failing','plhggyuqiflocal7@plhggyuqifdomain8.firm.test');
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
CREATE TRIGGER refusing BEFORE INSERT ON email_activity WHEN NEW.subject LIKE '%refused%' BEGIN SELECT RAISE(ABORT, 'refused by the firm'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('person',15);
INSERT INTO "sqlite_sequence" VALUES('person_address',15);
INSERT INTO "sqlite_sequence" VALUES('staff',4);
INSERT INTO "sqlite_sequence" VALUES('email_activity',22);
COMMIT;
