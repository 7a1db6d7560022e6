// SPDX-License-Identifier: Apache-2.0
#include "picture_requests.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "herald/json.h"
#include "option_group.h"

namespace herald::webhook {
namespace {

constexpr int kMostSteps = 9;
const std::string kPicturePrefix = "snapshot.";
const std::string kSteps = "snapshot.steps";

/// "upload_url" of "step1.upload_url"; nothing if the variable is not of this step.
std::optional<std::string> partOf(const std::string& step, const std::string& variable) {
  if (variable == step) return std::string();
  if (!variable.starts_with(step + ".")) return std::nullopt;
  return variable.substr(step.size() + 1);
}

/// 1 of "step1.upload_url"; 0 if it is no variable of a step.
int stepOf(const std::string& variable) {
  int number = 0;
  if (!variable.starts_with("step")) return 0;
  const char* const end = variable.data() + variable.size();
  const auto [rest, error] = std::from_chars(variable.data() + 4, end, number);
  return error == std::errc() && (rest == end || *rest == '.') ? number : 0;
}

/// Sets the value at a dotted path; makes the objects on the way.
std::string withPath(std::string_view object, const std::string& path, const std::string& raw) {
  const std::size_t dot = path.find('.');
  const std::string name = path.substr(0, dot);
  if (dot == path.npos) return jsonWith(object, name, raw);
  const std::string_view inner = jsonAt(object, name);
  return jsonWith(object, name, withPath(isJsonObject(inner) ? inner : "{}", path.substr(dot + 1), raw));
}

/// The values of each step, by its number.
std::map<int, Settings::Values> stepValues(const Settings& settings) {
  std::map<int, Settings::Values> steps;
  for (const auto& [member, text] : settings.map(kSteps)) {
    int number = 0;
    const char* const end = member.data() + member.size();
    const auto [rest, error] = std::from_chars(member.data(), end, number);
    if (error != std::errc() || rest == end || *rest != '.' || number < 1 || number > kMostSteps)
      settings.rejectMember(kSteps, member,
                            "must be the number of a step, from 1 to 9, and one of its options: "
                            "`snapshot.steps.1.url`");
    steps[number][std::string(rest + 1, end)] = text;
  }
  return steps;
}

[[noreturn]] void blameStep(const Settings& settings, const std::string& prefix, const BadSettings& bad) {
  std::vector<Problem> problems;
  for (const auto& [option, why] : bad.problems()) {
    const std::string key = prefix + option;
    if (isSet(settings.values(), key))
      problems.push_back({key, why});
    else
      problems.push_back({kSteps, "`" + key.substr(kSteps.size() + 1) + "` " + why});
  }
  throw BadSettings(std::move(problems));
}

}  // namespace

std::string PictureStep::whyUseless(const std::string& answer) const {
  for (const std::string& part : needs) {
    if (!jsonError(answer).empty()) return "its answer is not a complete JSON document of at most 1 MiB";
    if (!part.empty() && jsonAt(answer, part).empty()) return "its answer has no `" + part + "`";
  }
  return {};
}

std::string PictureStep::sampleAnswer() const {
  std::string answer = "{}";
  const std::string step = variable(), name = Poco::toUpper(step);
  for (const std::string& part : needs) {
    if (part.empty()) continue;
    const bool isAddress = addresses.contains(part);
    answer = withPath(answer, part, jsonQuote(isAddress ? "https://" + step + ".example/" + part : name + "." + part));
  }
  return answer;
}

std::vector<Option> PictureRequests::options() {
  return {
      {"snapshot.url", Type::Template, "",
       "The address for an event with a picture; the default is `url`. With any option below `snapshot.`, such an "
       "event "
       "has a request of its own. Without a picture, or if the receiver rejects it, the plain request goes."},
      {"snapshot.method",
       Type::Choice,
       "",
       "The method of that request; the default is `method`.",
       false,
       {"POST", "PUT", "PATCH", "DELETE", "GET"}},
      {"snapshot.contentType",
       Type::Choice,
       "",
       "How that request sends its data; the default is `contentType`.",
       false,
       {"JSON", "FORM", "QUERY", "IMAGE"}},
      {"snapshot.headers", Type::TemplateMap, "", "The headers of that request, besides `headers`."},
      {"snapshot.data", Type::JsonTemplate, "",
       "The data of that request; the default is `data`. `@{snapshot.base64}` is the picture as text."},
      {"snapshot.steps", Type::Map, "",
       "Requests before that one: `snapshot.steps.1.url`, `.method`, `.contentType`, `.headers.NAME`, `.data`, up to "
       "9. "
       "The JSON answer of step 1 is the variable @step1. The credentials and headers of the sink do not go there."},
  };
}

PictureRequests::PictureRequests(const Settings& settings) {
  for (const Option& option : options()) exist_ = exist_ || settings.has(option.name);
  if (!exist_) return;
  readSteps(settings);
  readLast(settings);
}

void PictureRequests::readSteps(const Settings& settings) {
  for (const auto& [number, values] : stepValues(settings)) {
    const std::string prefix = kSteps + "." + std::to_string(number) + ".";
    try {
      const Settings request(RequestTemplate::options(""), values);
      PictureStep step{.number = number, .builder = {settings, request, RequestBuilder::Role::Step}};
      noteNeeds(step.builder);
      steps_.push_back(std::move(step));
    } catch (const BadSettings& bad) {
      blameStep(settings, prefix, bad);
    }
  }
}

void PictureRequests::readLast(const Settings& settings) {
  std::vector<Option> options = RequestTemplate::options(CloudEventFormat::withData(settings).text("data"));
  Settings::Values values = valuesBelow(settings, "", options);
  for (auto& [key, text] : valuesBelow(settings, kPicturePrefix, options)) values[key] = text;
  const auto isOwn = [&](const char* option) { return settings.has(kPicturePrefix + option); };
  if (isOwn("contentType") && Poco::icompare(values["contentType"], "image") == 0 && !isOwn("data")) {
    values.erase("data");  // the picture takes its place
    options = RequestTemplate::options("{}");
  }
  try {
    last_ = RequestBuilder(settings, Settings(options, std::move(values)), RequestBuilder::Role::Message);
    noteNeeds(last_);
    refuseForeignAddress(last_.request());
  } catch (const BadSettings& bad) {
    blameBelow(settings, kPicturePrefix, bad);
  }
}

// The last request has the headers and the credentials of the sink. No answer may say where they go.
void PictureRequests::refuseForeignAddress(const RequestTemplate& request) {
  for (const std::string& variable : request.needs()) {
    if (stepOf(variable) == 0 || !request.urlBeginsWith(variable)) continue;
    const std::string why =
        "begins with the answer of a step, but this request has the headers and the credentials of the sink: send the "
        "picture there in one more step";
    throw BadSettings({{"url", why}});
  }
}

// In the order of the requests: a step that comes later, or not at all, cannot have an answer yet.
void PictureRequests::noteNeeds(const RequestBuilder& builder) {
  const RequestTemplate& request = builder.request();
  for (const std::string& variable : request.needs()) {
    const int number = stepOf(variable);
    if (number == 0) continue;
    const auto step = std::find_if(steps_.begin(), steps_.end(), [&](const auto& one) { return one.number == number; });
    if (step == steps_.end())
      throw BadSettings({{request.optionWith(variable), "uses @" + variable + ", but no step " +
                                                            std::to_string(number) + " runs before this request"}});
    const std::string part = *partOf(step->variable(), variable);
    step->needs.insert(part);
    if (request.urlBeginsWith(variable)) step->addresses.insert(part);
  }
}

bool PictureRequests::uses(std::string_view variable) const {
  if (!exist_) return false;
  return variable == "snapshot" || last_.uses(variable) ||
         std::any_of(steps_.begin(), steps_.end(), [&](const auto& step) { return step.builder.uses(variable); });
}

bool PictureRequests::sends(std::string_view variable) const {
  return exist_ && (last_.sends(variable) || std::any_of(steps_.begin(), steps_.end(), [&](const auto& step) {
                      return step.builder.sends(variable);
                    }));
}

std::vector<std::string> PictureRequests::secrets() const {
  std::vector<std::string> all = last_.secrets();
  for (const PictureStep& step : steps_)
    all.insert(all.end(), step.builder.secrets().begin(), step.builder.secrets().end());
  return all;
}

}  // namespace herald::webhook
