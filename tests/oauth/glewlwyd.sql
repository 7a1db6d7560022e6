-- What Glewlwyd's administrator would click: tokens of five seconds, the scope `printers`, and the client `herald`, who may
-- ask for them by client_secret_post and client_secret_basic, introspect and revoke them.
UPDATE g_client_module_instance SET gcmi_parameters = json_set(gcmi_parameters,
  '$."data-format".token_endpoint_auth_method', json('{"multiple": true, "read": true, "write": true}'));
INSERT INTO g_plugin_module_instance (gpmi_module, gpmi_name, gpmi_parameters) VALUES ('oidc', 'oidc', '{
  "iss": "http://localhost/api/oidc", "jwt-type": "sha", "jwt-key-size": "256", "key": "the key that signs these tokens",
  "access-token-duration": 5, "refresh-token-duration": 60, "code-duration": 60, "refresh-token-rolling": false,
  "allow-non-oidc": true, "auth-type-client-enabled": true, "auth-type-code-enabled": false, "auth-type-token-enabled": false,
  "auth-type-id-token-enabled": true, "auth-type-none-enabled": false, "auth-type-password-enabled": false,
  "auth-type-device-enabled": false, "auth-type-refresh-enabled": false,
  "introspection-revocation-allowed": true, "introspection-revocation-allow-target-client": true}');
INSERT INTO g_scope (gs_name, gs_password_required) VALUES ('printers', 0);
INSERT INTO g_client (gc_client_id, gc_confidential) VALUES ('herald', 1);
INSERT INTO g_client_property (gc_id, gcp_name, gcp_value) SELECT gc_id, 'client_secret', 's3cr3t-of-herald' FROM g_client;
INSERT INTO g_client_property (gc_id, gcp_name, gcp_value) SELECT gc_id, 'authorization_type', 'client_credentials' FROM g_client;
INSERT INTO g_client_property (gc_id, gcp_name, gcp_value)
  SELECT gc_id, 'token_endpoint_auth_method', column1 FROM g_client, (VALUES ('client_secret_post'), ('client_secret_basic'));
INSERT INTO g_client_scope (gcs_name) VALUES ('printers');
INSERT INTO g_client_scope_client (gc_id, gcs_id) SELECT gc_id, gcs_id FROM g_client, g_client_scope;
