"""The words by which footers are known, folded to lower case: what the lines of footers.py look for."""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.casefold().split("|"))


DEVICES = _listed(
    "sent from my |sent from mail for windows|sent from outlook|sent from yahoo|"
    "sent from samsung|sent via blackberry|sent wirelessly|get outlook for |von meinem |"
    "gesendet von meinem |outlook für |holen sie sich outlook|envoyé de mon |envoyé depuis |"
    "télécharger outlook|obtenir outlook|enviado desde mi |obtener outlook|inviato da |"
    "scarica outlook|ottieni outlook|enviado do meu |obter o outlook|verstuurd vanaf mijn |"
    "verzonden vanaf mijn |outlook voor "
)
"""How a line begins that a telephone or mail program adds."""
THANKS = frozenset(
    _listed(
        "thanks|thank you|many thanks|thanks again|thanks in advance|thx|danke|vielen dank|merci|"
        "merci beaucoup|gracias|muchas gracias|grazie|obrigado|obrigada|bedankt"
    )
)
"""Closings that say something by themselves: a bare "Thanks" is an answer."""
CLOSINGS = THANKS.union(
    _listed(
        "regards|best regards|kind regards|kindest regards|warm regards|warmest regards|"
        "with best regards|with kind regards|thanks and regards|thanks & regards|"
        "thanks and best regards|rgds|br|best|all the best|best wishes|with best wishes|cheers|"
        "sincerely|sincerely yours|yours sincerely|yours faithfully|yours truly|very truly yours|"
        "yours|respectfully|cordially|take care|love|mit freundlichen grüßen|"
        "mit freundlichem gruß|mit besten grüßen|freundliche grüße|viele grüße|liebe grüße|"
        "beste grüße|mfg|vg|lg|cordialement|bien cordialement|bien à vous|salutations|"
        "sincères salutations|amicalement|saludos|saludos cordiales|un saludo|un cordial saludo|"
        "atentamente|cordiali saluti|distinti saluti|saluti|un saluto|atenciosamente|"
        "cumprimentos|com os melhores cumprimentos|abraços|met vriendelijke groet|"
        "met vriendelijke groeten|vriendelijke groet|groeten|mvg"
    )
)
"""All lines that close a letter."""
NOTICE_OPENINGS = _listed(
    "this e-mail|this email|this message|this communication|this transmission|"
    "this electronic|the information|the contents of this|the content of this|confidential|"
    "disclaimer|notice|important|privileged|legal notice|caution|warning|external|[external|"
    "diese e-mail|diese nachricht|ce message|ce courriel|cet e-mail|este mensaje|"
    "este correo|questo messaggio|questa e-mail|esta mensagem|este e-mail|dit bericht|"
    "deze e-mail|to unsubscribe|unsubscribe|you are receiving|you received this|"
    "you have received this|get your free|do you yahoo|join the world|"
    "send and receive hotmail|click here|*"
)
"""How the first line of a notice begins, where it stands below own words without an empty line."""
ADDRESSEES = _listed(
    "intended recipient|intended only|intended solely|intended for the|sole use of|"
    "named addressee|addressee|bestimmt|empfänger|destinataire|destinatario|destinado|"
    "destinatário|geadresseerde|bestemd"
)
"""A confidentiality notice names whom the mail is for ..."""
MAILS = _listed(
    "mail|message|communication|transmission|nachricht|courriel|mensaje|correo|messaggio|"
    "mensagem|bericht"
)
"""... speaks of the mail itself ..."""
SECRECIES = _listed(
    "confidential|privileged|in error|by mistake|prohibited|unauthori|notify|vertraulich|"
    "irrtümlich|confidentiel|par erreur|confidencial|por error|riservat|per errore|"
    "por engano|vertrouwelijk|abusievelijk"
)
"""... and says that it is secret, or what to do with one sent in error."""
FOOTER_SIGNS = _listed(
    "to unsubscribe|unsubscribe here|unsubscribe from this|unsubscribe link|unsubscribe at|"
    "unsubscribe:|click here to unsubscribe|to be removed from|you are receiving this|"
    "you received this e-mail because|you received this email because|"
    "you received this message because|manage your preferences|manage your subscription|"
    "update your preferences|email preferences|view this email in your browser|"
    "view in browser|get your free download of msn|get your free @yahoo|"
    "get your private, free|do you yahoo!?|join the world's largest e-mail service|"
    "send and receive hotmail|newsletter abbestellen|newsletter abmelden|"
    "vom newsletter abmelden|se désabonner|se désinscrire|vous désabonner|vous désinscrire|"
    "darse de baja|cancelar su suscripción|cancelar suscripción|annulla iscrizione|"
    "annullare l'iscrizione|disiscriv|cancelar inscrição|cancelar a inscrição|"
    "cancelar subscrição|afmelden voor|uitschrijven voor|originated from outside|"
    "originated outside|external email:|external sender|think before you print|"
    "consider the environment before printing"
)
"""What stands in a marketing footer or a gateway's banner."""
FOOTER_HINTS = _listed(
    "subscri|removed from|you are receiv|you received|preferences|browser|get your|yahoo|"
    "largest e-mail|newsletter|abonner|inscri|darse de baja|iscrizione|"
    "suscripción|disiscriv|afmelden|uitschrijven|originated|external|hotmail|before print|before you print"
)
"""Pieces of which every sign of a footer holds one: a cheap first look."""
