// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/lan_resource.h"

#include <optional>
#include <string_view>
#include <system_error>

#include "base/files/private_folder.h"
#include "base/files/read_file.h"
#include "base/files/replace_file.h"
#include "base/text/json_texts.h"
#include "engine/config/configuration.h"
#include "engine/config/property_text.h"
#include "herald/json.h"
#include "heraldd/api/access/password_hash.h"
#include "heraldd/api/access/random_token.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFile = 64 << 10;

constexpr const char* kLanSchema =
    R"({"type":"object","required":["open","password","addresses"],"properties":{"open":{"type":"boolean"},)"
    R"("password":{"type":"boolean"},"addresses":{"type":"array","items":{"type":"string"}},)"
    R"("madePassword":{"type":"string"}}})";

constexpr const char* kLanChangeSchema =
    R"({"type":"object","required":["open"],"additionalProperties":false,"properties":{"open":{"type":"boolean"},)"
    R"("password":{"type":"string","minLength":8,"maxLength":1000}}})";

/// Three groups of letters and digits that look different, such as "k3fp-9mxd-7hwz": 59 bits.
std::string makePassword() {
  constexpr std::string_view kLetters = "23456789abcdefghjkmnpqrstuvwxyz2";  // 32, so each byte counts alike
  const auto random = fromHex(randomToken(12));
  std::string password;
  for (std::size_t i = 0; i < random.size(); ++i) {
    if (i > 0 && i % 4 == 0) password += '-';
    password += kLetters[static_cast<unsigned char>(random[i]) % kLetters.size()];
  }
  return password;
}

std::optional<std::string> fileText(const fs::path& file) {
  std::error_code none;
  if (!fs::exists(file, none)) return std::nullopt;
  return readText(file, kMostFile);
}

void putFile(const fs::path& file, const std::optional<std::string>& text) {
  if (text) {
    makePrivateFolder(file.parent_path());
    replaceFile(file, *text);
  } else {
    fs::remove(file);
  }
}

}  // namespace

fs::path LanResource::optionsFile() const { return daemon_.dataDir / "conf.d" / "lan.properties"; }

fs::path LanResource::passwordFile() const { return daemon_.dataDir / "console-password"; }

std::vector<Operation> LanResource::operations() {
  return {{.path = "/api/v1/lan",
           .id = "getLan",
           .summary = "Whether other machines reach the console, and by which addresses.",
           .answerSchema = "Lan",
           .handler =
               [this](const ApiRequest&) {
                 return ApiAnswer{200, shown()};
               }},
          {.method = "PUT",
           .path = "/api/v1/lan",
           .id = "setLan",
           .summary = "Opens the console to other machines with a password, or closes it. At the Unix socket alone.",
           .bodySchema = "LanChange",
           .answerSchema = "Lan",
           .isForSocketAlone = true,
           .handler = [this](const ApiRequest& request) { return change(request); }}};
}

Resource::Schemas LanResource::schemas() const { return {{"Lan", kLanSchema}, {"LanChange", kLanChangeSchema}}; }

std::string LanResource::shown(const std::string& made) const {
  const auto port = daemon_.port.state();
  JsonObject object;
  object.add("open", port.isOpenToLan)
      .add("password", port.hasPassword)
      .addRaw("addresses", jsonTexts(addressesOf(port)));
  if (!made.empty()) object.add("madePassword", made);
  return object.text();
}

ApiAnswer LanResource::change(const ApiRequest& request) {
  const MutexLock lock(mutex_);
  if (jsonAt(request.body, "open") == "false") {
    take({{optionsFile(), std::nullopt}, {passwordFile(), std::nullopt}});
    return {200, shown()};
  }
  auto password = jsonToText(jsonAt(request.body, "password"));
  std::string made;
  FileTexts texts;
  if (password.empty() && !fileText(passwordFile())) made = password = makePassword();
  if (!password.empty()) texts[passwordFile()] = hashPassword(password) + "\n";
  texts[optionsFile()] = "# `heraldctl console --lan` has written this. `heraldctl console --lan off` removes it.\n" +
                         propertyText("console.lan", "true") +
                         propertyText("console.password.file", fs::absolute(passwordFile()).string());
  take(texts);
  return {200, shown(made)};
}

/// While the options stand, the password that they name stands, too.
void LanResource::write(const FileTexts& texts) const {
  const auto password = texts.find(passwordFile());
  if (password != texts.end() && password->second) putFile(password->first, password->second);
  putFile(optionsFile(), texts.at(optionsFile()));
  if (password != texts.end() && !password->second) putFile(password->first, password->second);
}

void LanResource::take(const FileTexts& texts) const {
  FileTexts before;
  for (const auto& [file, text] : texts) before[file] = fileText(file);
  try {
    write(texts);
    const auto checked = readConfiguration(daemon_.configFile);
    if (hasErrors(checked.problems)) throw ApiProblem(409, BadConfiguration(checked.problems).what());
    if (const auto refusal = daemon_.reload(); !refusal.empty()) throw ApiProblem(409, refusal);
  } catch (...) {
    write(before);
    daemon_.reload();  // so that its status does not complain of files that are gone
    throw;
  }
}

}  // namespace herald::core
