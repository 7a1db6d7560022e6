// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "herald/http.h"

namespace herald::http_source {

/// How a sender has compressed a body (RFC 9110 §8.4.1).
enum class ContentCoding : std::uint8_t {
  Gzip,
  Deflate  ///< the zlib format; some senders leave out its frame
};

/// The codings that the head names in Content-Encoding, in the order in which the sender applied them. Throws HttpError
/// (415) with Accept-Encoding for any other coding.
std::vector<ContentCoding> codingsOf(const HttpHeaders& headers);

/// The body without its codings. Throws HttpError: 400 if the body breaks off or is not in its coding, 413 as soon as
/// more than `most` bytes come out of a coding.
std::string decoded(std::string body, const std::vector<ContentCoding>& codings, std::size_t most);

}  // namespace herald::http_source
