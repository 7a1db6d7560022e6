// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/sample_picture.h"

#include <string_view>

#include "herald/base64.h"

namespace herald::core {

namespace {

// A drawing of 160 x 120 pixels: a nozzle above an orange cube.
constexpr std::string_view kDrawing =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO"
    "UlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
    "T09PT09PT0//wAARCAB4AKADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
    "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
    "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
    "4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
    "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm"
    "Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq"
    "8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDjqKKK1MwooooAKKKKACiiigAoorovCemWeo/a/tkPmeXs2/MRjO7PQ+woA52iui8WaZZ6"
    "d9k+xw+X5m/d8xOcbcdT7mudoAKKKKACiiigAooooAKKKKACiiigAooooAKKKKACiiigArrfAn/L9/2z/wDZq5Ku48J6Zead9r+2"
    "Q+X5mzb8wOcbs9D7ihgip47/AOXH/tp/7LXJV3HizTLzUfsn2OHzPL37vmAxnbjqfY1w9CAKKKKACiiigAooooAKKKKACiiigAoo"
    "ooAKKKKACip7WzuLvd9nj37MZ+YDGfr9Ksf2NqH/AD7/APj6/wCNRKrTi7OS+80jSqSV1Fv5FCvTbTVrG9SV7afesWN52MMZ6dR7"
    "VwP9jah/z7/+Pr/jVvStNvLfUYpZodqLnJ3A9j71lUr01FtSV/U0p4eo5JOLt6HZ3erWNkkb3M+xZc7DsY5x16D3rzKtrVNNvLjU"
    "ZZYYdyNjB3Adh71U/sbUP+ff/wAfX/GinXpuKbkr+oVMPUUmlF29ChRV/wDsbUP+ff8A8fX/ABqvdWdxabftEezfnHzA5x9K1jVp"
    "ydlJfeZypVIq7i/uIKKKKszCiiigAooooAKKKKACiiigAooooA3fDH/L1/wD+tdDHE8udi5x15rnvDH/AC9f8A/rXT2cqRb97Yzj"
    "HFeFjP48v66Hu4RtYdW/rUZ9ln/ufqKPss/9z9RV37VB/f8A0NH2qD+/+hrnsjbml2KX2Wf+5+oo+yz/ANz9RV37VB/f/Q0faoP7"
    "/wChosg5pdjPkieLG9cZ6c1z3ib/AJdv+B/0rp7yVJdmxs4zniuY8Tf8u3/A/wCldGD/AI8f66GOLbeHd/61MKiiivdPCCiiigAo"
    "oooAKKKKACiiigAooooA3fDH/L1/wD+tb1YPhj/l6/4B/Wt6vCxn8eXy/I97BfwI/P8AMKKKK5TqCiiigArB8Tf8u3/A/wClb1YP"
    "ib/l2/4H/SurBfx4/P8AI5cb/Al8vzMKiiivdPBCiiigAooooAKKKKACitHSdL/tLzf33leXj+HdnOff2rR/4Rf/AKff/IX/ANeg"
    "DnaK6L/hF/8Ap9/8hf8A16P+EX/6ff8AyF/9egCLwx/y9f8AAP61vVU0zSf7P839/wCZ5mP4MYxn396v+V/tfpXk4nDVZ1XKK0PX"
    "wuJpQpKMnr8+5HRUnlf7X6UeV/tfpWH1Ot/L+KN/rtD+b8GR0VJ5X+1+lHlf7X6UfU638v4oPrtD+b8GR1g+Jv8Al2/4H/Sui8r/"
    "AGv0qhqek/2h5X7/AMvy8/wZznHv7VvhsNVhVUpLQwxWJpTpOMXr8+5x9FdF/wAIv/0+/wDkL/69H/CL/wDT7/5C/wDr16x5BztF"
    "dF/wi/8A0+/+Qv8A69Z2raX/AGb5X77zfMz/AA7cYx7+9AGdRRRQBq0UUUxE1vdTW27yX27sZ4B/nUv9p3v/AD2/8dH+FVKKBlv+"
    "073/AJ7f+Oj/AAo/tO9/57f+Oj/CqlFAFv8AtO9/57f+Oj/Cj+073/nt/wCOj/CqlFAFv+073/nt/wCOj/Cj+073/nt/46P8KqUU"
    "AW/7Tvf+e3/jo/wo/tO9/wCe3/jo/wAKqUUAW/7Tvf8Ant/46P8ACj+073/nt/46P8KqUUAW/wC073/nt/46P8KP7Tvf+e3/AI6P"
    "8KqUUAW/7Tvf+e3/AI6P8KiuLqa52+c+7bnHAH8qhooAKKKKBBRRRQAUUUUAFFFFABRRRQAUUUUAFFFFABRRRQAUUUUAFFFFABRR"
    "RQB//9k=";

}  // namespace

std::shared_ptr<const std::string> samplePicture() {
  return std::make_shared<const std::string>(fromBase64(kDrawing).value_or(""));
}

}  // namespace herald::core
