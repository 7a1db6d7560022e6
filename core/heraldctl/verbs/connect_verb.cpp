// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/connect/connect.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

Verb connectVerb() {
  return {.name = "connect",
          .help = "Get an API key from an OctoPrint, and write a source for it",
          .parameters = {{.name = "URL",
                          .help = "OctoPrint's address, such as octopi.local or http://192.168.1.5:5000",
                          .required = true},
                         {.name = "--name",
                          .value = "NAME",
                          .help = "The name of the new source; the default is the first part of the host name"},
                         {.name = "--ca",
                          .value = "FILE",
                          .help = "A PEM file with the certificate authorities to trust instead of the system's"}},
          .run = [](const Arguments& arguments, std::ostream& out) {
            const ConnectRequest request{arguments.text("URL"), arguments.text("--name"), arguments.text("--ca")};
            return connect(arguments.config(), request, makeHttpClient, out);
          }};
}

}  // namespace herald::core::ctl
