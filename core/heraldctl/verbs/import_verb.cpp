#include "heraldctl/verbs/import_verb.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "heraldctl/import/import.h"

namespace herald::core::ctl {

void addImportVerb(CLI::App& app, Invocation& invocation) {
  const auto request = std::make_shared<ImportRequest>();
  auto* import = app.add_subcommand("import", "Take over what another program was configured to do");
  import->require_subcommand(1);
  auto* webhooks = import->add_subcommand("octoprint-webhooks",
                                          "Make sinks of the hooks of OctoPrint-Webhooks, and say what is left to do");
  webhooks->add_option("CONFIG", request->files,
                       "OctoPrint's config.yaml, of one printer or of several, or a template that the plugin exported; "
                       "without it the usual places are searched");
  invocation.takesConfig(webhooks);
  webhooks->add_option("--out", request->out, "The folder to write to; that of the configuration by default");
  auto* name = webhooks->add_option(
      "--name", request->names,
      "The source in Herald that is this printer, once for each CONFIG: its hooks get only its events, and hooks that "
      "several printers have in common become one sink");
  name->allow_extra_args(false);
  webhooks->callback([&invocation, request] {
    invocation.command = [&invocation, request] {
      if (request->out.empty()) request->out = std::filesystem::absolute(invocation.config).parent_path();
      return importWebhooks(*request, std::cout);
    };
  });
}

}  // namespace herald::core::ctl
