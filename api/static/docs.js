// This script is a separate file because the Content-Security-Policy of the page forbids inline scripts.
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null, // the default would send the document to validator.swagger.io
});
