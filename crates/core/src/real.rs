//! Functions of real numbers, in the precision of the build's floats.
#[cfg(not(feature = "single-precision"))]
mod chosen {
    pub use libm::{
        acos, acosh, asin, asinh, atan, atan2, atanh, ceil, cos, cosh, erf, erfc, expm1, fabs, floor, fmod,
        frexp, ldexp, lgamma, rint, round, scalbn, sin, sinh, sqrt, tan, tanh, tgamma, trunc,
    };
    pub use micropyrite_num::elementary::{exp, log, log2, log10, pow};
}

#[cfg(feature = "single-precision")]
mod chosen {
    pub use libm::{
        acosf as acos, acoshf as acosh, asinf as asin, asinhf as asinh, atan2f as atan2, atanf as atan,
        atanhf as atanh, ceilf as ceil, cosf as cos, coshf as cosh, erfcf as erfc, erff as erf, expf as exp,
        expm1f as expm1, fabsf as fabs, floorf as floor, fmodf as fmod, frexpf as frexp, ldexpf as ldexp,
        lgammaf as lgamma, log2f as log2, log10f as log10, logf as log, powf as pow, rintf as rint,
        roundf as round, scalbnf as scalbn, sinf as sin, sinhf as sinh, sqrtf as sqrt, tanf as tan,
        tanhf as tanh, truncf as trunc,
    };

    pub use crate::gamma::gamma as tgamma;
}

pub use chosen::*;
pub use micropyrite_num::real::{Bits, Real, consts, widen};
