// Everything of one deployment, in one resource group: the template behind main.bicep (azd) and azuredeploy.json (the portal's button).

@description('Name of the environment: part of the tags, and what sets two deployments in one resource group apart.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of every resource. Must offer Flex Consumption.')
param location string = resourceGroup().location

@description('Client id of the app registration that people sign in to (docs/deploying.md). Its app roles say who may do what.')
param adminClientId string

@description('Address of Microsoft Graph with its version. Another one in a national cloud, for example https://graph.microsoft.us/v1.0.')
param graphUrl string = 'https://graph.microsoft.com/v1.0'

@description('Address of Entra ID without the tenant. By default the one of the cloud that is deployed to.')
param authorityUrl string = environment().authentication.loginEndpoint

@description('Where Microsoft Graph and people reach the app, if it has a name of the firm\'s own. Empty: the name Azure gives it.')
param publicUrl string = ''

@description('Name of the Event Grid partner topic that Microsoft Graph tells of changes, in this resource group. Empty: Graph calls the app itself (docs/deploying.md says what else the topic needs).')
param eventGridTopic string = ''

@description('Region of that topic, by its name.')
param eventGridLocation string = location

@description('Python\'s version. The suite runs on 3.11 and 3.13.')
@allowed([
  '3.11'
  '3.12'
  '3.13'
])
param pythonVersion string = '3.11'

@description('Memory of one instance, shared by the host, Python and up to twelve work items of a queue. 512 costs a quarter and leaves little room beside the host and the Graph SDK (docs/deploying.md).')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('At most so many instances of whatever scales by itself: HTTP, each queue, each timer. 40 run 480 work items of a queue at a time, more than Microsoft Graph and a small database take; each holds up to five connections to the CRM\'s database.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that wait for HTTP at all times. 1, because Microsoft Graph wants its notification answered within three seconds, which a cold start may miss; 0 saves its price, and the sweep finds what was dropped.')
@minValue(0)
@maxValue(10)
param alwaysReadyHttp int = 1

@description('Whether storage, vault and database are reached through private endpoints in a network of the app\'s own alone.')
param privateNetworking bool = false

@description('Whether to make a PostgreSQL server for the embedded CRM. Otherwise crmUrl names a database of the firm\'s own.')
param postgresqlEnabled bool = true

@description('Size of the PostgreSQL server. Standard_B2s allows 414 connections: five of each of 40 instances of both queues.')
param postgresqlSku string = 'Standard_B2s'

@description('Tier that postgresqlSku belongs to.')
@allowed([
  'Burstable'
  'GeneralPurpose'
  'MemoryOptimized'
])
param postgresqlTier string = 'Burstable'

@description('Address of the CRM\'s database with its credential (postgresql+psycopg://...), kept in the vault alone. Empty: that of the server made here, or what the vault already holds.')
@secure()
param crmUrl string = ''

@description('Address of Azure AI Language, where the policy\'s sentiment engine is azure. Empty: sentiment is scored in the app itself.')
param languageEndpoint string = ''

@description('Who is mailed when an alert fires. Empty: nobody, alerts are only shown.')
param alertEmail string = ''

@description('How many days logs are kept. They hold counts, codes and tags, no addresses and no content.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Where spans and metrics go. The log lines, the alerts and the workbook need neither; azure_monitor adds them to Application Insights, otlp sends them to a collector.')
@allowed([
  'none'
  'azure_monitor'
  'otlp'
])
param telemetry string = 'none'

@description('Of all traces, how many are told as spans: ten a work item cost more than its log line. Metrics count all.')
@minValue(0)
@maxValue(100)
param telemetryPercent int = 5

@description('Address of a collector that takes OTLP over HTTP, where telemetry is otlp; empty otherwise.')
param collectorUrl string = ''

@description('Object id of who may set the vault\'s secrets: whoever deploys. Empty: nobody is given that role here.')
param administratorPrincipalId string = ''

@description('What administratorPrincipalId is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param administratorPrincipalType string = 'User'

@description('App settings that take the place of those the template sets, or come beside them: schedules, for example.')
param extraSettings object = {}

@description('Address of a released package (zip) to run. Empty: the code is deployed by azd or by hand.')
param releaseUri string = ''

var token = toLower(uniqueString(resourceGroup().id, environmentName))
var tags = {
  'azd-env-name': environmentName
}
var usesOwnDatabase = postgresqlEnabled && empty(crmUrl)
var identityName = 'id-${token}'

module identity 'identity.bicep' = {
  name: 'identity'
  params: {
    name: identityName
    location: location
    tags: tags
  }
}

module monitor 'monitor.bicep' = {
  name: 'monitor'
  params: {
    token: token
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    logRetentionDays: logRetentionDays
    alertEmail: alertEmail
  }
}

module storage 'storage.bicep' = {
  name: 'storage'
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    isPrivate: privateNetworking
  }
}

module database 'database.bicep' = if (postgresqlEnabled) {
  name: 'database'
  params: {
    name: 'psql-${token}'
    location: location
    tags: tags
    sku: postgresqlSku
    tier: postgresqlTier
    identityName: identityName
    principalId: identity.outputs.principalId
    isPrivate: privateNetworking
  }
}

module vault 'keyvault.bicep' = {
  name: 'keyvault'
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    administratorPrincipalId: administratorPrincipalId
    administratorPrincipalType: administratorPrincipalType
    isPrivate: privateNetworking
    crmUrl: usesOwnDatabase ? database!.outputs.url : crmUrl
    storesCrmUrl: !empty(crmUrl) || postgresqlEnabled
    workspaceId: monitor.outputs.workspaceId
  }
}

module network 'network.bicep' = if (privateNetworking) {
  name: 'network'
  params: {
    token: token
    location: location
    tags: tags
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
    postgresqlId: postgresqlEnabled ? database!.outputs.id : ''
  }
}

module app 'app.bicep' = {
  name: 'app'
  params: {
    token: token
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    packageUri: storage.outputs.packageUri
    storage: {
      blob: storage.outputs.blobUri
      queue: storage.outputs.queueUri
      table: storage.outputs.tableUri
    }
    graphUrl: graphUrl
    authorityUrl: authorityUrl
    adminClientId: adminClientId
    publicUrl: publicUrl
    eventGridTopic: eventGridTopic
    eventGridLocation: eventGridLocation
    crmUrlReference: vault.outputs.crmUrlReference
    crmCredential: usesOwnDatabase ? 'managed_identity' : 'url'
    digestKeyReference: vault.outputs.digestKeyReference
    languageEndpoint: languageEndpoint
    insightsConnectionString: monitor.outputs.connectionString
    telemetry: telemetry
    telemetryPercent: telemetryPercent
    collectorUrl: collectorUrl
    pythonVersion: pythonVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    extraSettings: extraSettings
    releaseUri: releaseUri
  }
}

output RAPPORT_APP_NAME string = app.outputs.name
output RAPPORT_APP_URL string = app.outputs.url
output RAPPORT_IDENTITY_CLIENT_ID string = identity.outputs.clientId
output RAPPORT_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output RAPPORT_VAULT_URL string = vault.outputs.url
