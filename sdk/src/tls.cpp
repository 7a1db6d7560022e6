// SPDX-License-Identifier: Apache-2.0
#include "herald/tls.h"

#include <utility>

namespace herald::inline v1 {

std::vector<Option> tlsOptions() {
  return {
      {.name = "tls.ca",
       .type = Type::Path,
       .help = "A PEM file with the certificates of the authorities to trust, instead of the system's."},
      {.name = "tls.certificate", .type = Type::Path, .help = "A PEM file with the client certificate and its chain."},
      {.name = "tls.key",
       .type = Type::Path,
       .help = "A PEM file with the key of tls.certificate, without a passphrase; by default it is in the same file."},
      {.name = "tls.verify",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Check the certificate of the server; without the check, anyone on the way can read and answer."},
  };
}

TlsSettings readTls(const Settings& settings) {
  TlsSettings tls{{settings.text("tls.ca"), settings.text("tls.certificate"), settings.text("tls.key")},
                  settings.flag("tls.verify")};
  if (auto problems = problemsOf(tls.files); !problems.empty()) throw BadSettings(std::move(problems));
  if (tls.files.key.empty()) tls.files.key = tls.files.certificate;
  return tls;
}

}  // namespace herald::inline v1
