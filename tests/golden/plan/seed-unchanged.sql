-- unchanged
leave "public"."rates": neither its file nor its rows have changed
