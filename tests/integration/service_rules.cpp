// SPDX-License-Identifier: Apache-2.0
#include "integration/service_rules.h"

#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <regex>

#include "harness/multipart.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "herald/testing/temporary_folder.h"
#include "integration/parity.h"

namespace herald::testing {

namespace fs = std::filesystem;

namespace {

using Faults = std::vector<std::string>;

const fs::path kPresets = fs::path(HERALD_SOURCE) / "etc" / "presets";
const fs::path kRules = fs::path(HERALD_SOURCE) / "tests" / "presets";

/// The size of a text in the unit of the service's documentation. It does not use Herald's own count.
std::size_t sizeIn(const std::string& unit, const std::string& text) {
  if (unit == "bytes") return text.size();
  const auto begins = [](unsigned char c) { return (c & 0xC0) != 0x80; };
  const auto characters = std::count_if(text.begin(), text.end(), begins);
  const auto fourBytes = std::count_if(text.begin(), text.end(), [](unsigned char c) { return c >= 0xF0; });
  return static_cast<std::size_t>(unit == "utf16" ? characters + fourBytes : characters);
}

std::size_t numberAt(std::string_view json, const std::string& path, std::size_t otherwise) {
  const auto raw = jsonAt(json, path);
  return raw.empty() ? otherwise : std::stoul(std::string(raw));
}

std::string fieldsOfQuery(const std::string& query) {
  JsonObject fields;
  for (const auto& [name, value] : Poco::URI("http://x/?" + query).getQueryParameters()) fields.add(name, value);
  return fields.text();
}

std::string fieldsOfParts(const std::vector<MultipartPart>& parts) {
  JsonObject fields;
  for (const auto& part : parts) {
    if (!part.fileName.empty()) {
      JsonObject file;
      file.add("file", part.fileName).add("type", part.contentType);
      fields.addRaw(part.name, file.add("bytes", static_cast<std::int64_t>(part.content.size())).text());
    } else if (isJsonObject(part.content)) {
      fields.addRaw(part.name, part.content);
    } else {
      fields.add(part.name, part.content);
    }
  }
  return fields.text();
}

void checkField(Faults& faults, const std::string& path, std::string_view raw, std::string_view rule) {
  const auto type = textAt(rule, "type");
  if (raw.empty()) {
    if (jsonAt(rule, "required") != "false") faults.push_back(path + " is missing");
    return;
  }
  const bool isText = raw.starts_with('"'), isFlag = raw == "true" || raw == "false";
  const bool isNumber = !isText && !isFlag && raw.find_first_not_of("+-.0123456789eE") == raw.npos;
  const bool fits = type == "any" || (type == "number" ? isNumber : type == "flag" ? isFlag : isText);
  if (!fits) faults.push_back(path + " has the wrong type: " + std::string(raw.substr(0, 80)));
  const auto text = jsonToText(raw);
  if (isText && text.empty() && jsonAt(rule, "empty").empty()) faults.push_back(path + " is empty");
  const auto size = sizeIn(textAt(rule, "unit"), text), most = numberAt(rule, "most", size);
  if (size > most) faults.push_back(path + " has " + std::to_string(size) + ", but at most " + std::to_string(most));
  const auto values = jsonElements(jsonAt(rule, "oneOf"));
  const auto isIt = [&](std::string_view value) { return jsonToText(value) == text; };
  if (!values.empty() && std::none_of(values.begin(), values.end(), isIt)) faults.push_back(path + " is " + text);
  const auto pattern = textAt(rule, "matches");
  if (!pattern.empty() && !std::regex_match(text, std::regex(pattern)))
    faults.push_back(path + " does not match " + pattern + ": " + text.substr(0, 80));
}

void checkFields(Faults& faults, const std::string& fields, std::string_view rules) {
  for (const auto& [path, rule] : jsonMembers(rules)) checkField(faults, path, jsonAt(fields, path), rule);
}

/// {"if": {"priority": "2"}, "fields": {…}}
void checkConditions(Faults& faults, const std::string& fields, std::string_view conditions) {
  for (const auto condition : jsonElements(conditions)) {
    const auto wanted = jsonMembers(jsonAt(condition, "if"));
    const auto holds = [&](const auto& each) { return textAt(fields, each.first) == jsonToText(each.second); };
    if (std::all_of(wanted.begin(), wanted.end(), holds)) checkFields(faults, fields, jsonAt(condition, "fields"));
  }
}

/// {"most": 6000, "unit": "characters", "fields": ["…", …]}
void checkTogether(Faults& faults, const std::string& fields, std::string_view rule) {
  std::size_t size = 0;
  for (const auto path : jsonElements(jsonAt(rule, "fields")))
    size += sizeIn(textAt(rule, "unit"), textAt(fields, jsonToText(path)));
  if (size > numberAt(rule, "most", size)) faults.push_back("all texts together have " + std::to_string(size));
}

void checkNames(Faults& faults, const std::string& fields, std::string_view only) {
  const auto known = jsonElements(only);
  for (const auto& [name, value] : jsonMembers(fields)) {
    const auto isIt = [&key = name](std::string_view raw) { return jsonToText(raw) == key; };
    if (!known.empty() && std::none_of(known.begin(), known.end(), isIt))
      faults.push_back(name + " is not a field of the service");
  }
}

void checkHead(Faults& faults, const ServiceRequest& request, std::string_view rule) {
  if (request.method != textAt(rule, "method")) faults.push_back("the method is " + request.method);
  const auto url = request.fieldsAreQuery() ? request.url.substr(0, request.url.find('?')) : request.url;
  const auto wanted = textAt(rule, "url");
  if (!std::regex_match(url, std::regex(wanted)) && url != wanted) faults.push_back("the URL is " + url);
  for (const auto& [name, value] : jsonMembers(jsonAt(rule, "headers"))) {
    const auto found = request.headers.find(Poco::toLower(name));
    const auto has = found == request.headers.end() ? std::string() : found->second;
    if (!std::regex_match(has, std::regex(jsonToText(value))) && has != jsonToText(value))
      faults.push_back(name + " is " + has);
  }
}

std::string contentTypeOf(const ServiceRequest& request) {
  const auto found = request.headers.find("content-type");
  return found == request.headers.end() ? std::string() : found->second;
}

}  // namespace

ServiceRequest ServiceRequest::rendered(std::string_view json) {
  const auto base64 = jsonAt(json, "bodyBase64");
  ServiceRequest request{textAt(json, "method"),
                         textAt(json, "url"),
                         base64.empty() ? textAt(json, "body") : fromBase64(jsonToText(base64)).value_or(""),
                         {}};
  for (const auto& [name, value] : jsonMembers(jsonAt(json, "headers")))
    request.headers[Poco::toLower(name)] = jsonToText(value);
  return request;
}

ServiceRequest ServiceRequest::received(const Received& request, const std::string& base) {
  return {request.method, base + request.path, request.body, request.headers};
}

bool ServiceRequest::fieldsAreQuery() const { return body.empty() || contentTypeOf(*this).starts_with("image/"); }

std::string ServiceRequest::fields() const {
  const auto contentType = contentTypeOf(*this);
  if (fieldsAreQuery()) return fieldsOfQuery(url.find('?') == url.npos ? "" : url.substr(url.find('?') + 1));
  if (isMultipart(contentType)) return fieldsOfParts(multipartParts(contentType, body));
  if (contentType.starts_with("application/x-www-form-urlencoded")) return fieldsOfQuery(body);
  return body;
}

std::string ServiceRequest::picture(std::string_view rule) const {
  const auto where = textAt(rule, "picture"), contentType = contentTypeOf(*this);
  if (where.empty()) return {};
  if (where == "body") return contentType == "image/jpeg" ? body : std::string();
  if (isMultipart(contentType)) {
    for (const auto& part : multipartParts(contentType, body))
      if (part.name == where && part.fileName == "snapshot.jpg" && part.contentType == "image/jpeg")
        return part.content;
    return {};
  }
  const auto text = textAt(fields(), where);
  return fromBase64(text.substr(text.find(',') + 1)).value_or("");
}

std::vector<std::string> faultsOf(const ServiceRequest& request, std::string_view rule) {
  Faults faults;
  checkHead(faults, request, rule);
  const auto fields = request.fields();
  checkFields(faults, fields, jsonAt(rule, "fields"));
  checkConditions(faults, fields, jsonAt(rule, "conditions"));
  checkTogether(faults, fields, jsonAt(rule, "together"));
  checkNames(faults, fields, jsonAt(rule, "only"));
  for (const auto& [path, value] : jsonMembers(jsonAt(rule, "constant")))
    if (textAt(fields, path) != jsonToText(value)) faults.push_back(path + " is " + textAt(fields, path));
  if (request.body.size() > numberAt(rule, "mostBytes", request.body.size()))
    faults.push_back("the body has " + std::to_string(request.body.size()) + " bytes");
  if (!jsonAt(rule, "picture").empty() && !request.picture(rule).starts_with("\xFF\xD8"))
    faults.push_back("the picture is not in " + textAt(rule, "picture"));
  return faults;
}

ServiceRules::ServiceRules(const std::string& preset) : json_(readFile(kRules / (preset + ".json"))) {}

std::string_view ServiceRules::at(const std::string& path) const { return jsonAt(json_, path); }

std::string ServiceRules::text(const std::string& path) const { return jsonToText(at(path)); }

std::map<std::string, std::string> ServiceRules::options(bool whole) const {
  std::map<std::string, std::string> options;
  for (const char* group : {"options", "also"}) {
    if (!whole && group == std::string("also")) continue;
    for (const auto& [option, value] : jsonMembers(at(group))) options[option] = jsonToText(value);
  }
  return options;
}

std::vector<std::string_view> ServiceRules::withPicture() const { return jsonElements(at("withPicture")); }

fs::path presetFile(const std::string& preset) { return kPresets / (preset + ".properties"); }

namespace {

std::vector<std::string> namesOfPresets(bool isForSources) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kPresets)) {
    const bool isForSource = std::regex_search(readFile(entry.path()), std::regex("\npreset\\.for *= *source\n"));
    if (isForSource == isForSources) names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::vector<std::string> presetNames() { return namesOfPresets(false); }

std::vector<std::string> sourcePresetNames() { return namesOfPresets(true); }

}  // namespace herald::testing
