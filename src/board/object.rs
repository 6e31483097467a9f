//! Deserialisation from JSON objects only. Serde's derived code also accepts a list of a struct's fields, which
//! the client's check refuses (SPEC D3, L2).

/// Implements `Deserialize` from objects only for types with `#[serde(remote = "Self")]`, and `Serialize` for those
/// after `written`.
macro_rules! only_objects {
    ($($type:ty),+ $(; written $($written:ty),+)?) => {
        $(impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = $type;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<$type, A::Error> {
                        <$type>::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    }
                }
                deserializer.deserialize_map(Fields)
            }
        })+
        $($(impl serde::Serialize for $written {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$written>::serialize(self, serializer)
            }
        })+)?
    };
}
pub(crate) use only_objects;
